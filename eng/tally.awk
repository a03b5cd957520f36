# Reads xUnit's XML report. Prints "T passed failed skipped" for the assembly, then one line "S name<TAB>reason" for each skipped test.
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
/^test / { name = attribute("result") == "Skip" ? plain(attribute("name")) : "" }
/^reason>/ && name != "" {
    reasons = reasons "S " name "\t" plain(substr($0, 8)) "\n"
    name = ""
}
/^\/assemblies>/ { whole = 1 }
END {
    if (!seen || !whole) exit 1 # cut short: the run did not end
    printf "T %d %d %d\n%s", passed, failed, skipped, reasons
}
