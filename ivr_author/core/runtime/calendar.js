/* Opening hours and local time: the same as core/calendar.py, from a table of offsets instead of a zone's name. */
var ivr = ivr || {};
(function () {
  var MINUTE = 60000;

  function two(number) {
    return (number < 10 ? "0" : "") + number;
  }

  function four(number) {
    return ("000" + number).slice(-4);
  }

  function offset_at(offsets, milliseconds) {
    var found = offsets[0][1];
    for (var i = 1; i < offsets.length && offsets[i][0] <= milliseconds; i += 1) {
      found = offsets[i][1];
    }
    return found;
  }

  /* The wall clock's reading, as if it were UTC: Date's own time zone is the platform's, not the caller's. */
  function wall(offsets, milliseconds) {
    return new Date(milliseconds + offset_at(offsets, milliseconds) * MINUTE);
  }

  function within(hours, minute) {
    for (var i = 0; i < hours.length; i += 1) {
      if (hours[i][0] <= minute && minute < hours[i][1]) {
        return "open";
      }
    }
    return "closed";
  }

  function has(table, name) {
    return Object.prototype.hasOwnProperty.call(table, name);
  }

  /* {date: "YYYY-MM-DD", time: "HH:MM"} */
  ivr.local_moment = function (offsets, milliseconds) {
    var local = wall(offsets, milliseconds);
    return {
      date: four(local.getUTCFullYear()) + "-" + two(local.getUTCMonth() + 1) + "-" + two(local.getUTCDate()),
      time: two(local.getUTCHours()) + ":" + two(local.getUTCMinutes())
    };
  };

  /* "open", "closed" or "holiday" */
  ivr.calendar_state = function (calendar, offsets, milliseconds) {
    var local = wall(offsets, milliseconds);
    var day = ivr.local_moment(offsets, milliseconds).date;
    var minute = local.getUTCHours() * 60 + local.getUTCMinutes();
    if (has(calendar.exceptions, day)) {
      return within(calendar.exceptions[day], minute);
    }
    if (has(calendar.holidays, day)) {
      return "holiday";
    }
    return within(calendar.weekly[(local.getUTCDay() + 6) % 7], minute);
  };

  /* Whether an instant is at or after `start` and before `end`; null is open. */
  ivr.is_within = function (start, end, milliseconds) {
    return (start === null || start <= milliseconds) && (end === null || milliseconds < end);
  };
}());
