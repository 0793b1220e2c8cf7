// README and docs: words only.

import "../shared/frame.js";
import "./docs.css";
