# compile_xml_paths.awk - lib/reader/xml_paths.tsv -> the rows of xml_table.inc, which the caller sorts.
BEGIN { FS = "\t" }
/^#/ || NF == 0 { next }
{
    meaning = $2 == "dateline" ? "XML_DATELINE" : $2 == "kind" ? "XML_KIND" : $2 == "-" ? "XML_LEFT_OUT" : "DL_MEANS_" toupper($2)
    printf "{ \"%s\", (enum dl_meaning)%s, %d },\n", $1, meaning, NR
}
