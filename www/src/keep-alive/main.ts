// Keep-alive and the second tier

import "../shared/frame.js";
