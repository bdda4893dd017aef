/* Which plural form a count takes: the same as core/plurals.py. */
var ivr = ivr || {};

/* `pick` is the plural rule as a function of n: function (n) { return n != 1; } */
ivr.choose_form = function (pick, count, forms) {
  var number = null;
  if (typeof count === "string" && /^[0-9]{1,15}$/.test(count)) {
    number = Number(count);
  } else if (typeof count === "number") {
    number = Math.abs(count);
  }
  if (number === null || !(number < 1e15) || number !== Math.floor(number)) {
    return forms - 1;
  }
  return Math.min(Number(pick(number)), forms - 1);
};
