# fields-man.awk - lib/reader/fields.tsv -> doc/dateline-fields.7
#   LC_ALL=C awk -f scripts/fields-man.awk lib/reader/fields.tsv >doc/dateline-fields.7
BEGIN {
    FS = "\t"
    count = split("id title body description date year month day modified fetched country source language url author section tags", meanings, " ")
    print ".\\\" Made by scripts/fields-man.awk from lib/reader/fields.tsv."
    print ".TH DATELINE-FIELDS 7 \"\" \"Dateline\" \"Dateline\""
    print ".SH NAME"
    print "dateline\\-fields \\- the fields of JSON, tables and labelled texts that dateline\\-index understands"
    print ".SH DESCRIPTION"
    print "An article in JSON, a row of a table and a labelled text say by the names of their fields what is what."
    print "A name is compared without its capitals, blanks, hyphens and underscores:"
    print ".BR publishedAt \", \" Published_At \" and \" \"published at\""
    print "are one."
    print "A dot leads into an object:"
    print ".B headline.main"
    print "is the field"
    print ".B main"
    print "of the object"
    print ".BR headline ."
    print "Lists are passed through:"
    print ".B authors.name"
    print "is the name in each object of a list."
    print ".PP"
    print "Of several fields with one meaning the first in the lists below counts."
    print "Of several bodies the longest counts, without its markup; a description is the text only when there is no body."
    print "Of countries, all fields count."
    print ".B modified"
    print "is never taken for the day of publication; like"
    print ".B fetched"
    print "it tells the year of a dateline that has none."
    print "A configuration file adds names of its own:"
    print ".B field.body"
    print "in"
    print ".BR dateline\\-config (5)."
    print ".SH FIELDS"
}
/^#/ || NF == 0 { next }
{
    gsub(/\\/, "\\e", $1)
    gsub(/-/, "\\-", $1)
    names[$2] = names[$2] (names[$2] == "" ? "" : ",\n") $1
}
END {
    for (i = 1; i <= count; i++)
        print ".TP\n.B " meanings[i] "\n" names[meanings[i]]
    print ".SH WRAPPERS"
    print "An object or a list of objects of one of these names is passed through, as if its fields stood in its place:"
    print names["-"] "."
    print ".PP"
    print "An object that is no article but has a list of articles under one of these names, also in an object under one of them,"
    print "is a file of many articles:"
    print names["list"] "."
    print "So is an object whose members are all articles, or lists of them, whatever their names are."
    print ".SH SEE ALSO"
    print ".BR dateline\\-index (1),"
    print ".BR dateline\\-config (5)"
}
