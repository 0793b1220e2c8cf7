// Break it

import "../shared/frame.js";
