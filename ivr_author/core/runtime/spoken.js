/* How values are spoken: the same as core/spoken.py. */
var ivr = ivr || {};
(function () {
  var MAX_SPOKEN_NUMBER = 1e15;
  var MAX_SPOKEN_MONEY = 1e13;
  var UNHEARD = /[\ud800-\udbff][\udc00-\udfff]|[\u00ad\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]/g;
  var SPACE = /[\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
  var DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

  /* A surrogate pair is one character, which is heard. */
  function hear(found) {
    return found.length === 2 ? found : "";
  }

  function fold_text(text) {
    return text.replace(UNHEARD, hear).replace(SPACE, " ").replace(/^ | $/g, "");
  }

  /* Not replace(): a `$` in the words would mean something to it. */
  function fill(template, slot, words) {
    return template.split(slot).join(words);
  }

  function pad(number, width) {
    var digits = String(number);
    while (digits.length < width) {
      digits = "0" + digits;
    }
    return digits;
  }

  function group(whole, format) {
    var digits = String(whole);
    var end = digits.length % 3 || 3;
    var spoken = digits.substring(0, end);
    for (; end < digits.length; end += 3) {
      spoken += format.group + digits.substring(end, end + 3);
    }
    return spoken;
  }

  function sign(spoken, is_negative, format) {
    return is_negative ? fill(format.minus, "{value}", spoken) : spoken;
  }

  function speak_number(number, format) {
    var size = Math.abs(number);
    if (!(size < MAX_SPOKEN_NUMBER)) {
      return "";
    }
    var whole = Math.floor(size);
    var millionths = Math.floor((size - whole) * 1e6 + 0.5);
    if (millionths === 1000000) {
      whole += 1;
      millionths = 0;
    }
    var spoken = group(whole, format);
    if (millionths) {
      spoken += format.decimal + pad(millionths, 6).replace(/0+$/, "");
    }
    return sign(spoken, number < 0 && (whole > 0 || millionths > 0), format);
  }

  function speak_money(amount, format) {
    if (!(Math.abs(amount) < MAX_SPOKEN_MONEY)) {
      return "";
    }
    var rounded = Math.floor(amount * 100 + 0.5) / 100;
    var cents = Math.floor(Math.abs(rounded) * 100 + 0.5);
    var spoken = group(Math.floor(cents / 100), format) + format.decimal + pad(cents % 100, 2);
    return sign(fill(format.money, "{value}", spoken), rounded < 0, format);
  }

  /* Whether a text is a day that exists, as YYYY-MM-DD. */
  function is_date(text) {
    if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) {
      return false;
    }
    var year = Number(text.substring(0, 4));
    var month = Number(text.substring(5, 7));
    var day = Number(text.substring(8));
    var is_leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    if (year < 1 || month < 1 || month > 12 || day < 1) {
      return false;
    }
    return day <= DAYS_IN_MONTH[month - 1] + (month === 2 && is_leap ? 1 : 0);
  }

  function speak_date(text, format) {
    if (!is_date(text)) {
      return text;
    }
    var month = Number(text.substring(5, 7));
    var day = Number(text.substring(8));
    var spoken = fill(format.date, "{year}", String(Number(text.substring(0, 4))));
    spoken = fill(spoken, "{month}", format.months[month - 1]);
    spoken = fill(spoken, "{month_number}", String(month));
    return fill(spoken, "{day}", day === 1 ? format.first_day : String(day));
  }

  function speak_time(text, format) {
    if (!/^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(text)) {
      return text;
    }
    var hour = Number(text.substring(0, 2));
    var spoken = fill(format.time, "{hour24}", String(hour));
    spoken = fill(spoken, "{hour12}", String((hour + 11) % 12 + 1));
    spoken = fill(spoken, "{minute}", text.substring(3));
    return fill(spoken, "{period}", hour < 12 ? format.am : format.pm);
  }

  /* Ten digits as 3-3-4, others in threes; a last figure on its own joins the group before. */
  function phone_groups(digits) {
    if (digits.length === 11 && digits.charAt(0) === "1") {
      digits = digits.substring(1);
    }
    if (digits.length === 10) {
      return [digits.substring(0, 3), digits.substring(3, 6), digits.substring(6)];
    }
    var groups = [];
    while (digits.length > 4) {
      groups.push(digits.substring(0, 3));
      digits = digits.substring(3);
    }
    groups.push(digits);
    return groups;
  }

  function speak_phone(text, format) {
    var number = text.replace(/[ ().\-]/g, "");
    if (!/^\+?[0-9]+$/.test(number)) {
      return text;
    }
    var groups = phone_groups(number.replace("+", ""));
    for (var i = 0; i < groups.length; i += 1) {
      groups[i] = groups[i].split("").join(format.digit_gap);
    }
    var plus = number.charAt(0) === "+" && number.charAt(1) !== "1" ? "+" + format.digit_gap : "";
    return plus + groups.join(format.phone_gap);
  }

  ivr.is_date = is_date;

  ivr.speak = function (value, type, format) {
    if (value === null || value === undefined) {
      return "";
    }
    if (typeof value === "boolean") {
      return value ? format.yes : format.no;
    }
    if (typeof value === "number") {
      return type === "money" ? speak_money(value, format) : speak_number(value, format);
    }
    var text = fold_text(String(value));
    if (type === "date") {
      return speak_date(text, format);
    }
    if (type === "time") {
      return speak_time(text, format);
    }
    if (type === "digits") {
      return /^[0-9*#]+$/.test(text) ? text.split("").join(format.digit_gap) : text;
    }
    return type === "phone" ? speak_phone(text, format) : text;
  };
}());
