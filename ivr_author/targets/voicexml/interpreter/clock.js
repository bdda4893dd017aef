// A Date whose now and zone are the platform's. Returns the function that sets them.
(function () {
  const Real = Date;
  let now = 0;
  let offset = 0; // milliseconds east of Greenwich
  function Clock(...parts) {
    if (!new.target) return new Clock().toString();
    if (parts.length === 0) parts = [now];
    else if (parts.length > 1) parts = [Real.UTC(...parts.map(Number)) - offset];
    return Reflect.construct(Real, parts, new.target);
  }
  Clock.prototype = Real.prototype;
  Clock.prototype.constructor = Clock;
  Clock.now = () => now;
  Clock.UTC = Real.UTC;
  Clock.parse = Real.parse;
  const shifted = (date) => new Real(date.getTime() + offset);
  for (const part of ["FullYear", "Month", "Date", "Day", "Hours", "Minutes", "Seconds", "Milliseconds"]) {
    Real.prototype["get" + part] = function () { return shifted(this)["getUTC" + part](); };
    if (part === "Day") continue;
    Real.prototype["set" + part] = function (...values) {
      const local = shifted(this);
      local["setUTC" + part](...values);
      return this.setTime(local.getTime() - offset);
    };
  }
  Real.prototype.getYear = function () { return this.getFullYear() - 1900; };
  Real.prototype.getTimezoneOffset = () => -offset / 60000;
  const zone = () => {
    const minutes = Math.abs(offset) / 60000;
    const two = (value) => String(Math.trunc(value)).padStart(2, "0");
    return "GMT" + (offset < 0 ? "-" : "+") + two(minutes / 60) + two(minutes % 60);
  };
  Real.prototype.toDateString = function () {
    const [day, date, month, year] = shifted(this).toUTCString().replace(",", "").split(" ");
    return [day, month, date, year].join(" ");
  };
  Real.prototype.toTimeString = function () { return shifted(this).toISOString().slice(11, 19) + " " + zone(); };
  Real.prototype.toString = function () {
    return Number.isNaN(this.getTime()) ? "Invalid Date" : this.toDateString() + " " + this.toTimeString();
  };
  globalThis.Date = Clock;
  return (milliseconds, east) => { now = milliseconds; offset = east; };
})()
