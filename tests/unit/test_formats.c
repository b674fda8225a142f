/* test_formats.c - tables, feeds, agency XML, SGML, mail and texts with front matter: read whole, in pieces, cut short.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/fields.h"
#include "lib/reader/xml.h"
#include "tests/unit/unit.h"

static uint32_t dice;
static uint32_t roll(uint32_t n)
{
    dice = dice * 1664525 + 1013904223;
    return (dice >> 8) % n;
}

/* "title|body|date|source|language|author|section|tags;" of an article, line breaks as slashes; "!" what is wrong. */
static void put_article(const struct dl_source_format *format, const struct dl_record *r, struct dl_buf *out)
{
    struct dl_parse p = { 0 };
    struct dl_article a;
    struct dl_error err = { 0 };
    char *exact = malloc(r->bytes.len + 1); /* so that a sanitiser sees a byte too far */
    struct dl_record copy = *r;
    assert_non_null(exact);
    memcpy(exact, r->bytes.ptr, r->bytes.len);
    copy.bytes.ptr = exact;
    memset(&a, 0, sizeof a);
    enum dl_status status = format->parse(&copy, &p, &a, &err);
    if (status == DL_OK)
        status = dl_article_clean(&a, &p, &err);
    const struct dl_str fields[] = { a.title, a.body, a.date_field, a.source, a.language, a.author, a.section, a.tags };
    for (size_t i = 0; status == DL_OK && i < sizeof fields / sizeof *fields; i++) {
        struct dl_str s = dl_str_trim(fields[i]);
        dl_buf_puts(out, i ? "|" : "");
        for (size_t k = 0; k < s.len; k++)
            dl_buf_byte(out, s.ptr[k] == '\n' ? '/' : (unsigned char)s.ptr[k]);
    }
    if (status == DL_OK)
        dl_buf_puts(out, ";");
    else if (status != DL_END)
        dl_buf_printf(out, "!%s;", err.message);
    dl_parse_free(&p);
    free(exact);
}

/* All articles of the source S, which comes in pieces of at most MOST bytes after its beginning. */
static void read_all(const struct dl_source_format *format, struct dl_str s, size_t most, struct dl_buf *out)
{
    struct dl_split split = { 0 };
    struct dl_error err = { 0 };
    struct dl_buf held = { 0 };
    size_t used = 0;
    dl_buf_clear(out);
    enum dl_status status = format->begin ? format->begin(&split, s, true, &used, &err) : DL_OK;
    if (status)
        dl_buf_printf(out, "!%s;", err.message);
    if (!status && !format->split) {
        struct dl_record r = { .bytes = s, .number = 1 };
        put_article(format, &r, out);
    }
    for (size_t at = used; !status && format->split && (at < s.len || at == used);) {
        size_t n = most < s.len - at ? 1 + roll((uint32_t)most) : s.len - at, from = 0, to, done = 0;
        dl_buf_append(&held, s.ptr + at, n);
        at += n;
        while (format->split(&split, (struct dl_str){ held.data + done, held.len - done }, at == s.len, &from, &to) ==
               DL_SPLIT_RECORD) {
            assert_true(from < to && to <= held.len - done);
            struct dl_record r = { { held.data + done + from, to - from }, dl_buf_view(&split.head), split.number, 0 };
            put_article(format, &r, out);
            done += to;
        }
        assert_true(from <= held.len - done);
        done += from;
        if (done)
            memmove(held.data, held.data + done, held.len - done);
        held.len -= done;
        if (at == s.len)
            break;
    }
    dl_buf_free(&held);
    dl_buf_free(&split.head);
}

/* S is of FORMAT and holds ARTICLES, however it is cut into pieces; cut short anywhere, or damaged, it does no harm. */
static void check(const struct dl_source_format *format, const char *text, const char *articles)
{
    struct dl_buf out = { 0 }, damaged = { 0 };
    struct dl_str s = dl_str_of(text);
    assert_string_equal(dl_format_detect(s)->name, format->name);
    read_all(format, s, SIZE_MAX, &out);
    assert_string_equal(dl_buf_cstr(&out), articles);
    for (dice = 1; dice < 40; dice++) {
        uint32_t seed = dice;
        read_all(format, s, 1 + seed * 3, &out);
        if (strcmp(dl_buf_cstr(&out), articles) != 0)
            fail_msg("in pieces, seed %u: %s", seed, dl_buf_cstr(&out));
        dice = seed;
    }
    for (size_t n = 0; n < s.len; n++) {
        struct dl_str cut = { s.ptr, n };
        const struct dl_source_format *now = dl_format_detect(cut);
        read_all(now == format ? format : now, cut, SIZE_MAX, &out);
        dl_buf_clear(&damaged);
        dl_buf_str(&damaged, s);
        damaged.data[n] = "<>&\"\n-;\x80"[roll(8)];
        now = dl_format_detect(dl_buf_view(&damaged));
        read_all(now, dl_buf_view(&damaged), SIZE_MAX, &out);
    }
    dl_buf_free(&out);
    dl_buf_free(&damaged);
}

static void tables(void **state)
{
    (void)state;
    check(&dl_format_csv,
          "id,title,text,date,source\n1,\"A \"\"quoted\"\" title\",\"Two\nlines, and more\",2021-03-04,Post\n\n"
          "2,Plain,Wo\"rds,NaN,NULL\r\n3,Few\n4,Too many,x,y,z,a\n",
          "A \"quoted\" title|Two/lines, and more|2021-03-04|Post||||;Plain|Wo\"rds||||||;Few|||||||;"
          "!a row of 6 fields under 5 names;");
    check(&dl_format_csv, "sep=;\r\nTitel;Text;Datum\r\nEins;\"a;b\";04.03.2021\r\nZwei;c;",
          "Eins|a;b|04.03.2021|||||;Zwei|c||||||;");
    check(&dl_format_csv, "Headline\tArticle Text\tPublished At\tUnknown\nTabs\tx, y\t20210304\tz\n",
          "Tabs|x, y|20210304|||||;");
    check(&dl_format_csv, "a|b|c\n1|2|3\n4|5|6\n7|8|9\n",
          "!a table without a column for the title or the text among: a, b, c; its first row must hold names as in "
          "dateline-fields(7);");
    check(&dl_format_csv, "title,text\nQuotes,\"\"\"Two\"\" of \"\"them\"\"\nand a line\"\nNext,x\n",
          "Quotes|\"Two\" of \"them\"/and a line||||||;Next|x||||||;");
    check(&dl_format_csv, "title,text\n\"An open quote,x\ny,z\n", "An open quote,x y,z|||||||;");
}

static void what_is_no_table(void **state)
{
    (void)state;
    static const char *const texts[] = { "Hanoi, Vietnam, Monday\n\nThe president, the premier and others met.\n",
                                         "title\none\ntwo\n", "Text, date, and title are words\nof a text.\n",
                                         "One, two, three\nfour, five, six\nseven, eight, nine\nten, ten, ten\n" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_string_equal(dl_format_detect(dl_str_of(texts[i]))->name, "text");
}

static void a_table_of_too_many_columns(void **state)
{
    (void)state;
    struct dl_buf text = { 0 }, out = { 0 };
    dl_buf_puts(&text, "title,text");
    for (int i = 0; i < 100000; i++)
        dl_buf_puts(&text, ",x");
    struct dl_split s = { 0 };
    struct dl_error err;
    size_t used;
    assert_int_equal(dl_format_csv.begin(&s, (struct dl_str){ text.data, DL_HEAD_SIZE }, false, &used, &err),
                     DL_BAD_INPUT);
    dl_buf_clear(&text);
    dl_buf_puts(&text, "title,text\nA,b");
    for (int i = 0; i < 1000000; i++)
        dl_buf_puts(&text, ",");
    read_all(&dl_format_csv, dl_buf_view(&text), SIZE_MAX, &out);
    assert_string_equal(dl_buf_cstr(&out), "!a row of 1000002 fields under 2 names;");
    dl_buf_free(&text);
    dl_buf_free(&out);
    dl_buf_free(&s.head);
}

static void feeds(void **state)
{
    (void)state;
    check(&dl_format_xml,
          "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:c=\"http://purl.org/rss/1.0/modules/content/\">"
          "<channel><title>The Post</title><language>en-gb</language><image><title>no</title></image>"
          "<item><title>Ships &amp; caf&eacute; & co</title><description><![CDATA[Short </item>]]></description>"
          "<c:encoded><![CDATA[<p>Ships came.</p><p>They left.</p>]]></c:encoded>"
          "<pubDate>Thu, 04 Mar 2021 10:00:00 GMT</pubDate><category>Ports</category><category>Sea</category></item>"
          "<!-- <item><title>out</title></item> --><item><title>Second</title><description>Plain</description></item>"
          "</channel></rss>",
          "Ships & café & co|Ships came.//They left.|Thu, 04 Mar 2021 10:00:00 GMT|The Post|en-gb|||Ports/Sea;"
          "Second|Plain||The Post|en-gb|||;");
    check(&dl_format_xml,
          "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"de\"><title>Blatt</title><entry><title>Eins</title>"
          "<link rel=\"enclosure\" "
          "href=\"http://x/a.mp3\"/><updated>2021-03-06</updated><published>2021-03-04</published>"
          "<author><name>Eva</name></author><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">"
          "<p>Erster.</p><p>Zweiter.</p></div></content></entry></feed>",
          "Eins|Erster./Zweiter.|2021-03-04|Blatt|de|Eva||;");
    check(
        &dl_format_xml,
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" "
        "xmlns:d=\"http://purl.org/dc/elements/1.1/\"><channel><title>R</title></channel><item rdf:about=\"u\"><title>T"
        "</title><d:date>2021-03-04</d:date><d:creator>Al</d:creator></item></rdf:RDF>",
        "T||2021-03-04|R||Al||;");
    check(&dl_format_xml,
          "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><item><title>Menu</title><wp:post_type>"
          "nav_menu_item</wp:post_type></item><item><title>Post</title><wp:post_type>post</wp:post_type>"
          "<wp:post_date>2021-03-04 10:00:00</wp:post_date></item></channel></rss>",
          "Post||2021-03-04 10:00:00|||||;");
}

static void agency_xml(void **state)
{
    (void)state;
    check(&dl_format_xml,
          "<?xml version=\"1.0\"?><!DOCTYPE nitf SYSTEM \"x.dtd\" [<!ENTITY a \"aaaa\">]><nitf><head><title>T</title>"
          "<docdata><date.issue norm=\"20210304\"/></docdata><pubdata name=\"Wire\"/></head><body><body.head><hedline>"
          "<hl1>Line</hl1></hedline><byline>By Ann</byline><dateline>HANOI (AP)</dateline></body.head><body.content>"
          "<block class=\"lead_paragraph\"><p>Lead.</p></block><block class=\"full_text\"><p>Lead.</p><p>Rest.</p>"
          "</block></body.content></body></nitf>",
          "Line|HANOI (AP) -- Lead./Rest.|20210304|Wire||By Ann||;");
    check(&dl_format_xml,
          "<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet><newsItem guid=\"g\" xml:lang=\"fr\">"
          "<itemMeta><provider literal=\"AFP\"/></itemMeta><contentMeta><contentCreated>2021-03-04</contentCreated>"
          "<headline>Titre</headline></contentMeta><contentSet><inlineXML><html><head><title>t</title></head><body>"
          "<p>Un.</p><p>Deux.</p></body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>",
          "Titre|Un./Deux.|2021-03-04|AFP|fr|||;");
    check(&dl_format_xml,
          "<NewsML><NewsItem><NewsManagement><FirstCreated>20210304T100000</FirstCreated></NewsManagement>"
          "<NewsComponent><NewsComponent><NewsLines><HeadLine>Head</HeadLine></NewsLines><ContentItem><DataContent>"
          "<p>One.</p></DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>",
          "Head|One.|20210304T100000|||||;");
    check(&dl_format_xml,
          "<newsitem date=\"1996-08-20\" xml:lang=\"en\"><headline>H.</headline><dateline>MEXICO CITY 1996-08-20"
          "</dateline><text><p>A.</p></text><metadata><dc element=\"dc.source\" "
          "value=\"Reuters\"/></metadata></newsitem>",
          "H.|MEXICO CITY 1996-08-20 -- A.|1996-08-20|Reuters|en|||;");
    check(&dl_format_xml,
          "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt><title>Letter</title></titleStmt>"
          "<publicationStmt><date when=\"1901-02-03\">then</date></publicationStmt></fileDesc></teiHeader><text><body>"
          "<p>Dear<lb/>all.</p></body></text></TEI>",
          "Letter|Dear/all.|1901-02-03|||||;");
    check(&dl_format_xml, "<?xml version=\"1.0\"?><recipes><r/></recipes>",
          "!XML with the root <recipes>, in which no articles are known;");
}

static void collections(void **state)
{
    (void)state;
    check(
        &dl_format_sgml,
        "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS TOPICS=\"YES\" NEWID=\"1\">\n<DATE>26-FEB-1987 15:01</DATE>\n"
        "<TOPICS><D>cocoa</D><D>tea</D></TOPICS><PLACES><D>el-salvador</D></PLACES><TEXT>&#2;\n<TITLE>RAIN &lt;ABC>"
        "</TITLE>\n<DATELINE>  BAHIA, Feb 26 - </DATELINE><BODY>Showers.\nReuter\n&#3;</BODY></TEXT></REUTERS>\n"
        "<REUTERS NEWID=\"2\"><TEXT TYPE=\"UNPROC\">&#2;Notes</TEXT></REUTERS>\n",
        "RAIN <ABC>|BAHIA, Feb 26 - Showers./Reuter|26-FEB-1987 15:01|||||cocoa/tea;|Notes||||||;");
    check(&dl_format_sgml,
          "<DOC>\n<DOCNO> AP880212-0001 </DOCNO>\n<HEAD>Ill</HEAD>\n<TEXT>\nHe & she <x 3.\n</TEXT>\n</DOC>\n"
          "<DOC><DOCNO>FT911-3</DOCNO><DATE>910514</DATE><HEADLINE>Growth</HEADLINE><PUB>FT</PUB></DOC>\n"
          "<DOC id=\"AFP_ENG_20050101.0003\"><DATELINE>PARIS</DATELINE><TEXT><P>\nOne.\n</P><P>Two.</P></TEXT></DOC>",
          "Ill|He & she <x 3.|1988-02-12|||||;Growth||1991-05-14|FT||||;|PARIS -- One./Two.|20050101|||||;");
}

static void mails(void **state)
{
    (void)state;
    check(&dl_format_mail,
          "From a@b.example Tue Oct 22 10:56:00 2024\nFrom: =?utf-8?q?Ann_L=C3=A9?= <a@news.example>\n"
          "Subject: =?UTF-8?B?QsO8cmdlcg==?= opens\nDate: Tue, 22 Oct 2024 10:56:00 +0700\nMessage-ID: <1@x>\n"
          "Content-Type: multipart/alternative; boundary=\"b\"\n\n--b\nContent-Type: text/plain; charset=iso-8859-1\n"
          "Content-Transfer-Encoding: quoted-printable\n\nCaf=E9\n--b\nContent-Type: text/html; charset=utf-8\n"
          "Content-Transfer-Encoding: base64\n\nPHA+VGhlIGNhZsOpIGlzIG9wZW4uPC9wPg==\n--b--\n\n"
          "From b@b.example Wed Oct 23 10:56:00 2024\nFrom: b@b.example\nSubject: Two\nMessage-ID: <2@x>\n\n"
          "A line.\n>From here.\nFrom here on.\n",
          "Bürger opens|The café is open.|Tue, 22 Oct 2024 10:56:00 +0700|news.example||Ann Lé||;"
          "Two|A line./From here./From here on.||b.example||b@b.example||;");
    check(&dl_format_mail,
          "Received: by b; Tue\nFrom: Desk <d@a.example>\nSubject: Bulletin\nOrganization: The Agency\n"
          "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nBody.\n--b\nContent-Disposition: "
          "attachment\n\nno\n--b--\n",
          "Bulletin|Body.||The Agency||Desk||;");
}

static void front_matter(void **state)
{
    (void)state;
    check(&dl_format_text,
          "---\ntitle: \"A: b\"\ndate: 2021-03-04 10:00:00\ntags: [a, b]\nauthor:\n  name: Ann\nparams:\n  x: 1\n---\n"
          "First *one*.\n",
          "A: b|First *one*.|2021-03-04 10:00:00|||Ann||a/b;");
    check(&dl_format_text,
          "+++\ntitle = 'Hugo'\ndate = 2021-03-04\ntags = [\"x\",\n \"y\"]\n[extra]\nk = 1\n+++\nText.\n",
          "Hugo|Text.|2021-03-04|||||x/y;");
    check(&dl_format_text,
          "Headline: Labelled\nDate: 4 March 2021\nSource: Post\nUnknown: x\n\nThe text.\nDate: not this\n",
          "Labelled|The text./Date: not this|4 March 2021|Post||||;");
    check(&dl_format_text, "Source: Post\nDate: 4 March 2021\nText: On this line\nand the next.\n",
          "On this line|and the next.|4 March 2021|Post||||;");
    check(&dl_format_text, "---\nA line between dashes that is no YAML: at: all\n---\nMore of it.\n",
          "A line between dashes that is no YAML: at: all|---//---/More of it.||||||;");
    check(&dl_format_text, "Photo: Ann Lee took this\nHanoi: a story with colons\n\nThe text.\n",
          "Photo: Ann Lee took this|Hanoi: a story with colons//The text.||||||;");
}

static void exports(void **state)
{
    (void)state;
    check(&dl_format_export,
          "                    1 of 2 DOCUMENTS\n\n\n            The Harbour Times\n\n       October 22, 2024 Tuesday\n"
          "            Late Edition - Final\n\nA bridge of two\nlines opens\n\nBYLINE: By ANN LEE\n\nSECTION: A; Pg. "
          "1\n\n"
          "LENGTH: 12 words\n\nDATELINE: HANOI, Oct. 21\n\nFirst paragraph.\n\nSecond: one.\n\nURL: "
          "http://h.example/1\n\n"
          "LOAD-DATE: October 23, 2024\n\nLANGUAGE: ENGLISH\n\n      Copyright 2024 Harbour\n\n"
          "                    2 of 2 DOCUMENTS\n\n       Other Post\n\n   May 1, 2023\n\nTitle two\n\nLENGTH: 2 "
          "words\n\n"
          "Text two.\n",
          "A bridge of two lines opens|HANOI, Oct. 21 -- First paragraph.//Second: one.|October 22, 2024 Tuesday|The "
          "Harbour Times|en|By ANN LEE|A; Pg. 1|;Title two|Text two.|May 1, 2023|Other Post||||;");
    check(&dl_format_export,
          "HD  A headline\n    of two lines\nBY  Ann Lee\nWC  500 words\nPD  22 October 2024\nSN  Wire News\nLA  "
          "English\n"
          "LP\nThe lead.\n\nTD\nThe rest.\nAN  Document LBA0000020241022ekam00001\n\n"
          "HD  Second\nPD  23 October 2024\nLP  Lead two.\nAN  Document LBA0000020241023ekam00002\n",
          "A headline of two lines|The lead./The rest.|22 October 2024|Wire News|en|Ann Lee||;"
          "Second|Lead two.|23 October 2024|||||;");
    check(&dl_format_export,
          "A plain headline\nBy Ann Lee\n500 words\n22 October 2024\n08:15\nWire News\nLBA\nEnglish\n(c) 2024 Wire\n\n"
          "The text.\n\nMore.\n\nDocument LBA0000020241022ekam00001\n\n\nSecond\n9 words\n23 October 2024\nPost\nPST\n"
          "English\nCopyright\n\nText two.\n\nDocument PST0000020241023ekam00002\n",
          "A plain headline|The text.//More.|22 October 2024|Wire News|en|By Ann Lee||;"
          "Second|Text two.|23 October 2024|Post|en|||;");
}

static void dates_in_numbers(void **state)
{
    (void)state;
    static const char *const dates[][2] = {
        { "1614852000.5", "2021-03-04" },
        { "-1", "1969-12-31" },
        { "1614852000000000000", "2021-03-04" },
        { "1.614852e9", "2021-03-04" },
        { "2021.0", "2021" },
        { "20210304.0", "20210304" },
        { "44259", "2021-03-04" },
        { "/Date(-1)/", "1969-12-31" },
        { "2564/03/04", "2021/03/04" },
        { "1614852000", "1614852000" },
        { "4 March 2021", "4 March 2021" },
        { "1e400", "1e400" },
        { "-", "-" },
        { "", "" },
        { "0x10.1", "0x10.1" },
    };
    struct dl_buf out = { 0 };
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        assert_str(dl_field_date(dl_str_of(dates[i][0]), &out), dates[i][1]);
    dl_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables),
        cmocka_unit_test(what_is_no_table),
        cmocka_unit_test(a_table_of_too_many_columns),
        cmocka_unit_test(feeds),
        cmocka_unit_test(agency_xml),
        cmocka_unit_test(collections),
        cmocka_unit_test(mails),
        cmocka_unit_test(front_matter),
        cmocka_unit_test(exports),
        cmocka_unit_test(dates_in_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
