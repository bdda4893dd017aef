/* What an entry of keys comes to: the same as core/entry.py. */
var ivr = ivr || {};
(function () {
  var MAX_AMOUNT_DIGITS = 15;

  function fits(keys, spec) {
    return spec.minimum <= keys.length && keys.length <= spec.maximum;
  }

  function digits_value(keys, spec) {
    if (!/^[0-9]+$/.test(keys) || !fits(keys, spec)) {
      return null;
    }
    return spec.numeric ? Number(keys) : keys;
  }

  function date_value(keys) {
    var day = keys.substring(4) + "-" + keys.substring(0, 2) + "-" + keys.substring(2, 4);
    return keys.length === 8 && ivr.is_date(day) ? day : null;
  }

  function amount_value(keys, spec) {
    var parts = /^([0-9]*)(?:\*([0-9]{0,2}))?$/.exec(keys);
    if (!parts || !fits(keys, spec)) {
      return null;
    }
    var cents = parts[2] || "";
    if (parts[1] + cents === "") {
      return null;
    }
    var digits = parts[1] + (cents + "00").substring(0, 2);
    return digits.length <= MAX_AMOUNT_DIGITS ? Number(digits) / 100 : null;
  }

  function entry_value(keys, spec) {
    if (spec.kind === "digits") {
      return digits_value(keys, spec);
    }
    if (spec.kind === "yes_no") {
      return keys === "1" ? true : keys === "2" ? false : null;
    }
    if (spec.kind === "date") {
      return date_value(keys);
    }
    return spec.kind === "amount" ? amount_value(keys, spec) : null;
  }

  /* `terminator_pressed` changes nothing, see core/entry.py. Gives {outcome, key, value}. */
  ivr.classify_entry = function (keys, terminator_pressed, spec) {
    if (keys === "") {
      return { outcome: "no_input", key: "", value: null };
    }
    var value = entry_value(keys, spec);
    if (value !== null) {
      return { outcome: "ok", key: "", value: value };
    }
    for (var i = 0; i < spec.global_keys.length; i += 1) {
      if (spec.global_keys[i] === keys) {
        return { outcome: "key", key: keys, value: null };
      }
    }
    return { outcome: "no_match", key: "", value: null };
  };
}());
