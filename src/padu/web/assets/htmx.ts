/** htmx under a strict Content-Security-Policy: no inline style, no eval, our own origin only. */
import htmx from "htmx.org";

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;
htmx.config.scrollIntoViewOnBoost = false;
// A page that a reader comes back to is asked for anew: prices and stock may have moved.
htmx.config.historyCacheSize = 0;

export default htmx;
