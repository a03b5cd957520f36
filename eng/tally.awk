# Reads xUnit's XML report. Prints "T passed failed skipped" for the assembly, then one line "S name<TAB>reason" for each skipped test and
# one line "F name<TAB>message" for each that failed, the message cut to what fits on a few lines.
# The tag opener splits the text safely: XML escapes it everywhere else.
BEGIN { RS = "<" }

function attribute(name,    at, rest) {
    at = index($0, " " name "=\"")
    if (!at) return ""
    rest = substr($0, at + length(name) + 3)
    return substr(rest, 1, index(rest, "\"") - 1)
}

function plain(text) {
    gsub(/&quot;/, "\"", text); gsub(/&apos;/, "'", text); gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text)
    gsub(/&#x?[0-9A-Fa-f]+;/, " ", text); gsub(/&amp;/, "\\&", text); gsub(/[\r\n\t]+/, " ", text)
    return text
}

/^assembly / {
    seen++
    passed += attribute("passed")
    failed += attribute("failed") + attribute("errors")
    skipped += attribute("skipped")
}
/^test / {
    result = attribute("result")
    name = result == "Skip" ? plain(attribute("name")) : ""
    bad = result == "Fail" ? plain(attribute("name")) : ""
}
# The text of a message may hold tag openers of its own (it is a CDATA section): it goes on up to its closing tag.
bad != "" && /^message>/ { inside = 1; text = substr($0, 9); next }
inside && /^\/message>/ {
    sub(/^!\[CDATA\[/, "", text); sub(/\]\]>[ \r\n\t]*$/, "", text)
    failures = failures "F " bad "\t" substr(plain(text), 1, 600) "\n"
    inside = 0; bad = ""
}
inside { text = text (text == "" ? "" : "<") $0; next }
# A failure without a message is a failure all the same.
bad != "" && /^\/test>/ { failures = failures "F " bad "\t(no message)\n"; bad = "" }
/^reason>/ && name != "" {
    reasons = reasons "S " name "\t" plain(substr($0, 8)) "\n"
    name = ""
}
/^\/assemblies>/ { whole = 1 }
END {
    if (!seen || !whole) exit 1 # cut short: the run did not end
    printf "T %d %d %d\n%s%s", passed, failed, skipped, reasons, failures
}
