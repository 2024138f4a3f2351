/** What every page gains from JavaScript; each works without it. */
import "@fontsource-variable/plus-jakarta-sans/wght.css";
import "./page.css";
import "./htmx";
import { rememberTheme } from "./theme";
import { reportBrokenPictures } from "./pictures";
import { copyOnClick, runDown } from "./trade";

rememberTheme();
reportBrokenPictures();
runDown();
copyOnClick();
