"""The built-in functions that a Rego rule may call.

Each is one for which the embedded engine and OPA give the same answer, as far as the
conformance cases of OPA tell; what is absent is absent for a reason:

* reads the world or the clock, so two runs differ: ``http.send``, ``net.*``,
  ``opa.runtime``, ``rand.intn``, ``time.now_ns``, ``uuid.*``;
* answers otherwise than OPA: ``strings.count``, ``walk``, ``json.match_schema``,
  ``to_number`` (of blanks around digits), ``upper`` (of letters that become two);
* is missing, in whole or in part, from the embedded engine: ``crypto.*``, ``io.jwt.*``,
  ``graphql.*``, ``rego.*``, ``regex.globs_match``, ``array.flatten``;
* builds values without bound: ``numbers.range``, ``strings.render_template``;
* ends in text that differs: ``json.marshal``, ``yaml.*``, ``print``, ``trace``.
"""

BUILTINS = frozenset({
    # Collections: defined by the language, without corner cases but one: the letters
    # of a text are not counted alike, so its `count` is refused where that is known.
    "count", "max", "min", "product", "sort", "sum",
    "array.concat", "array.reverse", "array.slice",
    "object.filter", "object.get", "object.keys", "object.remove", "object.union",
    "intersection", "union",
    # Numbers: exact on the integers and short decimals that the input has.
    "abs", "ceil", "floor", "format_int", "round",
    # Text: by code point in both; `sprintf` with %s, %d and %v alone. `lower` differs
    # for a dotted capital I, a sigma that ends a word, and letters newer than the
    # older engine's tables: compare texts, and do not print what it makes of them.
    "concat", "contains", "endswith", "indexof", "lower", "replace", "split", "sprintf",
    "startswith", "substring", "trim", "trim_left", "trim_prefix", "trim_right",
    "trim_space", "trim_suffix",
    "strings.any_prefix_match", "strings.any_suffix_match",
    # Patterns: linear time in both; classes that mean other letters are refused.
    "regex.is_valid", "regex.match",
    # Types: one answer for each value.
    "is_array", "is_boolean", "is_null", "is_number", "is_object", "is_set",
    "is_string", "type_name",
    # Instants that are given, never the present one. The engine takes a blank for the
    # T and a second 60, which OPA does not: match the text before.
    "time.parse_rfc3339_ns",
})  # fmt: skip

# What a call is told that names one of the others.
INSTEAD = {
    "http.send": "a rule sees the input and nothing else",
    "print": "a rule speaks through deny",
    "time.now_ns": "read input.context.clock",
    "trace": "a rule speaks through deny",
}

# In one engine these match every script's digits, letters and blanks, in OPA ASCII's.
CLASSES = r"\\[dDwWsSbB]"
