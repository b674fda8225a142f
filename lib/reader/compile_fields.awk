# compile_fields.awk - lib/reader/fields.tsv -> the rows of field_table.inc, which the caller sorts.
# Run with LC_ALL=C: names are bytes.  The normal form is that of dl_field_normal() in fields.c.
function normal(name,    parts, n, i, lead, out) {
    n = split(tolower(name), parts, ".")
    for (i = 1; i <= n; i++) {
        lead = substr(parts[i], 1, 1) == "_" ? "_" : ""
        gsub(/[^a-z0-9$#@\200-\377]/, "", parts[i])
        out = out (i > 1 ? "." : "") lead parts[i]
    }
    return out
}
BEGIN {
    FS = "\t"
    class["-"] = "DL_MEANS_THROUGH"
    class["list"] = "DL_MEANS_LIST"
}
/^#/ || NF == 0 { next }
{
    meaning = $2 in class ? class[$2] : "DL_MEANS_" toupper($2)
    kind = $2 == "-" ? "-" : $2 == "list" ? "[" : "="
    printf "{ \"%s%s\", %s, %d },\n", kind, normal($1), meaning, NR
}
