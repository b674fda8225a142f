# compile_languages.awk - lib/reader/language_names.tsv -> the rows of language_table.inc, which the caller sorts.
BEGIN { FS = "\t" }
/^#/ || NF == 0 { next }
{
    n = split($2, names, /; */)
    for (i = 1; i <= n; i++)
        printf "{ \"%s\", \"%s\" },\n", names[i], $1
}
