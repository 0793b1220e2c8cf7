// What every page looks like.

import "./css/shared.css";
