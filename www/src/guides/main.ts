// The five guides

import "../shared/frame.js";
