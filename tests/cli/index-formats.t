#!/bin/sh
# Tables, feeds, agency XML, SGML, mail, front matter and labels, from a folder: what is found, what is refused, what grows.
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

mkdir "$T/news"
cd "$T/news" || exit 1
cat >table.csv <<'END'
id,title,text,date,source
c1,"A ""quoted"" ferry","Two
lines, and more",2021-03-04,Post
c2,Plain,Words,13/05/2021,Post
END
cat >feed.rss <<'END'
<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Port Post</title>
<item><title>Ships &amp; piers</title><link>http://port.example/1</link><guid isPermaLink="false">r1</guid>
<description>Short</description><content:encoded><![CDATA[<p>Ships came.</p>]]></content:encoded>
<pubDate>Thu, 04 Mar 2021 10:00:00 GMT</pubDate></item></channel></rss>
END
cat >atom.xml <<'END'
<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title><entry><id>a1</id><title>Cranes</title>
<published>2021-03-04T10:00:00Z</published><content>Cranes stand.</content></entry></feed>
END
cat >story.nitf <<'END'
<?xml version="1.0"?><nitf><head><docdata><doc-id id-string="n1"/><date.issue norm="20210304T100000Z"/></docdata>
<pubdata name="The Wire"/></head><body><body.head><hedline><hl1>Talks end</hl1></hedline><dateline>HANOI, Vietnam</dateline>
</body.head><body.content><p>Talks ended.</p></body.content></body></nitf>
END
cat >stories.sgm <<'END'
<!DOCTYPE lewis SYSTEM "lewis.dtd">
<REUTERS NEWID="s1"><DATE>26-FEB-1987 15:01:01.79</DATE><PLACES><D>el-salvador</D></PLACES>
<TEXT>&#2;<TITLE>COCOA &lt;ABC></TITLE><DATELINE> SALVADOR, Feb 26 - </DATELINE><BODY>Showers.&#3;</BODY></TEXT></REUTERS>
END
printf '<DOC>\n<DOCNO> AP880212-0001 </DOCNO>\n<HEAD>Ill</HEAD>\n<TEXT>\nHe was ill.\n</TEXT>\n</DOC>\n' >trec
cat >letters.mbox <<'END'
From ann@news.example Tue Oct 22 10:56:00 2024
From: Ann <ann@news.example>
Subject: =?UTF-8?B?QsO8cmdlcg==?= opens
Date: Tue, 22 Oct 2024 10:56:00 +0700
Message-ID: <m1>

It is open.
END
printf -- '---\ntitle: Front\ndate: 2021-03-04\n---\nMatter.\n' >front.md
printf 'Title: Labelled\nDate: 4 March 2021\nSource: Post\nURL: http://l.example/1\n\nLabels.\n' >label.txt
cd "$T" || exit 1

listed() {
    run_search -d "$T/idx" -n 0 --format=tsv --fields=id,title,text,date,source,countries '*'
    sed "s|$T/news/||" "$T/out" | sort
}
run_index -d "$T/idx" "$T/news"
status_is 0 'one of each format'
err_is '' 'quietly'
is "$(listed)" 'AP880212-0001	Ill	He was ill.	1988-02-12		
a1	Cranes	Cranes stand.	2021-03-04	Harbour	
c1	A "quoted" ferry	Two lines, and more	2021-03-04	Post	
c2	Plain	Words	2021-05-13	Post	
front.md	Front	Matter.	2021-03-04		
http://l.example/1	Labelled	Labels.	2021-03-04	Post	
m1	Bürger opens	It is open.	2024-10-22	news.example	
n1	Talks end	HANOI, Vietnam -- Talks ended.	2021-03-04	The Wire	VN
r1	Ships & piers	Ships came.	2021-03-04	The Port Post	
s1	COCOA <ABC>	SALVADOR, Feb 26 - Showers.	1987-02-26		SV' 'each article with its fields'
run_index -v -d "$T/idx" "$T/news"
err_like '10 unchanged|9 unchanged' 'nothing is read again'

# Tables and mail folders that grow are read from where they ended.
printf 'c3,Third,More,2021-03-05,Post\n' >>"$T/news/table.csv"
printf '\nFrom b@news.example Wed Oct 23 10:56:00 2024\nFrom: b@news.example\nSubject: Two\nMessage-ID: <m2>\n\nx\n' >>"$T/news/letters.mbox"
run_index -v -d "$T/idx" "$T/news"
err_like '^dateline-index: 2 articles added, 0 replaced|^dateline-index: 2 articles added, 1 replaced' 'what was appended'
is "$(listed | grep -c '^c3	Third	More	2021-03-05	Post\|^m2	Two	x')" 2 'with the names of its columns'

# What cannot be used is refused by name.
printf 'a,b,c\n1,2,3\n4,5,6\n7,8,9\n' >"$T/news/numbers.csv"
printf '<?xml version="1.0"?>\n<recipes><r/></recipes>\n' >"$T/news/recipes.xml"
printf 'title,text\nA,b\nC,d,e\n' >"$T/news/wide.csv"
run_index -d "$T/idx" "$T/news"
status_is 1 'refused'
is "$(sort "$T/err")" "dateline-index: $T/news/numbers.csv: skipped: a table without a column for the title or the text among: a, b, c; its first row must hold names as in dateline-fields(7)
dateline-index: $T/news/recipes.xml: skipped: XML with the root <recipes>, in which no articles are known
dateline-index: $T/news/wide.csv: article 2 skipped: a row of 3 fields under 2 names" 'each with its reason'
run_index -d "$T/idx" "$T/news"
status_is 0 'and not again while it is unchanged'

# A configuration names the columns.
printf 'field.title = b\nfield.body = c\n' >"$T/config"
run_index --config="$T/config" -d "$T/idx2" "$T/news/numbers.csv"
status_is 0 'mapped'
run_search -d "$T/idx2" -n 0 --format=tsv --fields=title,text '*'
is "$(sort "$T/out" | tr '\n\t' ',=')" '2=3,5=6,8=9,' 'and read'

# A long table in a pipe.
{ echo 'headline;body'; awk 'BEGIN { for (i = 0; i < 5000; i++) { printf "Row %d;\"", i; for (k = 0; k < 20; k++) printf "a line\nand \"\"more\"\";"; print "\"" } }'; } >"$T/long.csv"
run_index -d "$T/idx3" - <"$T/long.csv"
run_search -d "$T/idx3" --count row
out_is 5000 'rows of many lines'

# Elements in elements: text is found however deep, until libxml2 gives up; then it is said.
mkdir deep
nest() {
    printf '<nitf><head><title>Deep</title></head><body><body.content><p>Shallow words.</p>'
    printf '%*s' "$1" '' | sed 's/ /<block>/g'
    printf '<p>Profound words.</p>'
    printf '%*s' "$1" '' | sed 's/ /<\/block>/g'
    printf '<p>Later words.</p></body.content></body></nitf>'
}
for n in 150 230; do
    nest "$n" >deep/a.xml
    run_index -d deep.idx deep
    status_is 0 "text in $n elements"
    run_search -d deep.idx --count 'shallow profound later'
    out_is 1 'is found, and what follows it'
done
nest 300 >deep/a.xml
run_index -d deep.idx deep
status_is 1 'more elements than libxml2 reads'
err_like 'deep/a.xml: .*: its elements are nested too deeply$' 'are refused with the reason'
done_testing
