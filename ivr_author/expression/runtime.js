/* What compiled expressions call: the same answers as evaluate.py and functions.py, in ECMAScript 3 and 5.
   No `let`, no arrow functions, no property named by a reserved word: VoiceXML platforms are old. */
var ivr = (function () {
  var WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  var DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
  var DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

  /* Undefined, NaN, infinities and objects are none; adding 0 takes the sign from minus zero. */
  function clean(value) {
    if (typeof value === "number") {
      return isFinite(value) ? value + 0 : null;
    }
    return typeof value === "string" || typeof value === "boolean" ? value : null;
  }

  function isNumber(value) {
    return typeof value === "number" && isFinite(value);
  }

  function isText(value) {
    return typeof value === "string";
  }

  /* ECMAScript compares UTF-16 units; characters past U+FFFF (surrogates) must rank above U+E000 to U+FFFF. */
  function rank(unit) {
    if (unit >= 0xE000) {
      return unit - 0x800;
    }
    return unit >= 0xD800 ? unit + 0x2000 : unit;
  }

  function isTextLess(left, right) {
    var shorter = Math.min(left.length, right.length);
    for (var i = 0; i < shorter; i++) {
      var a = left.charCodeAt(i);
      var b = right.charCodeAt(i);
      if (a !== b) {
        return rank(a) < rank(b);
      }
    }
    return left.length < right.length;
  }

  function isLess(left, right) {
    if (isText(left) && isText(right)) {
      return isTextLess(left, right);
    }
    return isNumber(left) && isNumber(right) && left < right;
  }

  function isOrdered(left, right) {
    return (isText(left) && isText(right)) || (isNumber(left) && isNumber(right));
  }

  function isEqual(left, right) {
    return clean(left) === clean(right);
  }

  /* Days since the first of January of year 1, which is day 1; none unless the text is a day that exists. */
  function ordinal(value) {
    if (!isText(value) || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value) || value.length !== 10) {
      return null;
    }
    var year = parseInt(value.substring(0, 4), 10);
    var month = parseInt(value.substring(5, 7), 10);
    var day = parseInt(value.substring(8, 10), 10);
    var isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    if (year < 1 || month < 1 || month > 12 || day < 1) {
      return null;
    }
    if (day > DAYS_IN_MONTH[month - 1] + (isLeap && month === 2 ? 1 : 0)) {
      return null;
    }
    var past = year - 1;
    return past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) +
      DAYS_BEFORE_MONTH[month - 1] + (isLeap && month > 2 ? 1 : 0) + day;
  }

  return {
    clean: clean,

    eq: isEqual,
    ne: function (left, right) {
      return !isEqual(left, right);
    },
    lt: isLess,
    le: function (left, right) {
      return isLess(left, right) || (isOrdered(left, right) && left === right);
    },
    gt: function (left, right) {
      return isLess(right, left);
    },
    ge: function (left, right) {
      return isLess(right, left) || (isOrdered(left, right) && left === right);
    },
    among: function (value) {
      for (var i = 1; i < arguments.length; i++) {
        if (isEqual(value, arguments[i])) {
          return true;
        }
      }
      return false;
    },

    and: function () {
      for (var i = 0; i < arguments.length; i++) {
        if (arguments[i] !== true) {
          return false;
        }
      }
      return true;
    },
    or: function () {
      for (var i = 0; i < arguments.length; i++) {
        if (arguments[i] === true) {
          return true;
        }
      }
      return false;
    },
    not: function (value) {
      return value !== true;
    },

    add: function (left, right) {
      return isNumber(left) && isNumber(right) ? clean(left + right) : null;
    },
    sub: function (left, right) {
      return isNumber(left) && isNumber(right) ? clean(left - right) : null;
    },
    mul: function (left, right) {
      return isNumber(left) && isNumber(right) ? clean(left * right) : null;
    },
    /* By zero it is infinite or NaN, which clean() takes for none. */
    div: function (left, right) {
      return isNumber(left) && isNumber(right) ? clean(left / right) : null;
    },
    neg: function (value) {
      return isNumber(value) ? clean(-value) : null;
    },

    today: function (day) {
      return ordinal(day) === null ? null : day;
    },
    weekday: function (day) {
      var days = ordinal(day);
      return days === null ? null : WEEKDAYS[(days + 6) % 7];
    },
    days_between: function (first, last) {
      var start = ordinal(first);
      var end = ordinal(last);
      return start === null || end === null ? null : end - start;
    },
    length: function (text) {
      if (!isText(text)) {
        return null;
      }
      var count = 0;
      for (var i = 0; i < text.length; i++) {
        var unit = text.charCodeAt(i);
        var next = i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
        if (unit >= 0xD800 && unit < 0xDC00 && next >= 0xDC00 && next < 0xE000) {
          i++;
        }
        count++;
      }
      return count;
    },
    starts_with: function (text, beginning) {
      return isText(text) && isText(beginning) && text.substring(0, beginning.length) === beginning;
    },
    round: function (value) {
      return isNumber(value) ? clean(Math.floor(value + 0.5)) : null;
    },
    min: function (first, second) {
      if (isLess(second, first)) {
        return clean(second);
      }
      return isOrdered(first, second) ? clean(first) : null;
    },
    max: function (first, second) {
      if (isLess(first, second)) {
        return clean(second);
      }
      return isOrdered(first, second) ? clean(first) : null;
    },
    abs: function (value) {
      return isNumber(value) ? clean(Math.abs(value)) : null;
    },
    is_set: function (value) {
      return clean(value) !== null;
    }
  };
})();
