"use client";

import { useEffect, useState } from "react";
import { call } from "../../lib/call.js";
import "../../lib/one-copy.js";

export default function Page() {
  const [report, setReport] = useState();
  useEffect(() => {
    call(new URLSearchParams(location.search).get("play")).then(setReport);
  }, []);
  return <output>{report && JSON.stringify(report)}</output>;
}
