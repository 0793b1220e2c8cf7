// The fleet

import "../shared/frame.js";
