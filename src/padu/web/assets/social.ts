/** What the social side's pages gain from JavaScript; each works without it. */
import "./social.css";
import { pressHeartsInPlace } from "./hearts";
import { playWhatIsSeen } from "./player";
import { uploadWithProgress } from "./upload";

playWhatIsSeen();
pressHeartsInPlace();
uploadWithProgress();
