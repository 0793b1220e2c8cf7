// What every page looks like. A page imports this first, so that its own styles come after.

import "./css/tokens.css";
import "./css/base.css";
import "./css/controls.css";
import "./css/frame.css";
