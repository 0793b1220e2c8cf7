const { fetchWithRetry } = require("holdfast-fetch");

exports.required = fetchWithRetry;
