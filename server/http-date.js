// The three forms of an HTTP-date (RFC 9110 5.6.7). Servers send the first; clients have to read all of them.

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const forms = {
  imf: (date) => date.toUTCString(),
  rfc850(date) {
    const [, day, month, year, time] = parts(date);
    return `${DAYS[date.getUTCDay()]}, ${day}-${month}-${year.slice(-2)} ${time} GMT`;
  },
  asctime(date) {
    const [weekday, day, month, year, time] = parts(date);
    return `${weekday} ${month} ${day.replace(/^0/, " ")} ${time} ${year}`;
  },
};

export const DATE_FORMS = Object.keys(forms);

/** The date in one of the forms. Like every HTTP-date it has whole seconds: the fraction is cut off. */
export function httpDate(ms, form = "imf") {
  return forms[form](new Date(ms));
}

function parts(date) {
  const [weekday, day, month, year, time] = date.toUTCString().split(/,? /);
  return [weekday, day, month, year, time];
}
