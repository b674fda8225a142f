/* test_country.c - which countries a text names: names that can mean two things, in both senses.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tests/unit/unit.h"

#include <pthread.h>

#include "dateline/metadata.h"
#include "lib/metadata/evidence.h"

static struct dl_evidence finder;

static int make_finder(void **state)
{
    struct dl_error err;
    (void)state;
    assert_ok(dl_evidence_init(&finder, NULL, &err), err);
    return 0;
}

static int free_finder(void **state)
{
    (void)state;
    dl_evidence_free(&finder);
    return 0;
}

/* The countries of A, whose date is known and which has no dateline. */
static enum dl_status find(struct dl_evidence *ev, struct dl_article *a, struct dl_buf *explain, struct dl_error *err)
{
    dl_evidence_begin(ev, a);
    return dl_find_countries(ev, explain, err);
}

static const char *mentions_of(struct dl_evidence *f, const char *title, const char *text, dl_date date, char *out)
{
    struct dl_article a = { .title = dl_str_of(title), .body = dl_str_of(text), .date = date };
    struct dl_error err;
    assert_ok(find(f, &a, NULL, &err), err);
    out[0] = 0;
    for (unsigned i = 0; i < a.mention_count; i++)
        strcat(strcat(out, i ? " " : ""), a.mentions[i].text);
    for (unsigned i = 0; i < a.country_count; i++) {
        bool among = false;
        for (unsigned k = 0; k < a.mention_count; k++)
            among |= dl_code_eq(a.countries[i].code, a.mentions[k]);
        assert_true(among);
        assert_true(a.countries[i].salience > 0 && a.countries[i].salience <= 1);
        assert_true(i == 0 || a.countries[i].salience <= a.countries[i - 1].salience);
    }
    return out;
}

static void tell_names_apart(void **state)
{
    static const struct {
        const char *text, *mentions;
    } cases[] = {
        /* places that readers know though few people live there */
        { "Experts who had studied it said Fallujah had changed.", "IQ" },
        { "Experts who had studied it said Pittsburgh had changed.", "US" },
        { "Pilgrims say Bethlehem has changed, and Nazareth too.", "IL PS" },
        { "Experts who had studied it said Cancun had changed.", "MX" },
        /* companies, streets */
        { "Shares of Piedmont <PIE> rose. Piedmont said it knew of no reason.", "" },
        { "The fire spread from Odessa Street to Delhi Avenue.", "" },
        { "Reagan will meet Gorbachev in Reykjavik.", "IS RU US" },
        /* Georgia */
        { "The storm moved over Atlanta and much of north Georgia before it reached South Carolina.", "US" },
        { "Georgia and Russia exchanged prisoners near Tbilisi on Monday.", "GE RU" },
        { "A jury in Savannah, Georgia, heard the case.", "US" },
        { "Hail fell on Atlanta in Georgia.", "US" },
        /* towns that are called like a country or a province */
        { "Jamaica bought U.S. corn, U.S. officials said in Chicago.", "JM US" },
        { "The St. Louis firm opened a gold mine in northwestern Ontario. U.S. officials were there.", "CA US" },
        { "Now Ecuador President Febres Cordero spoke.", "EC" },
        /* a list of places is no place with its region, but Hamilton, Mont., is one */
        { "The union called out its members in Dakar, Thiès and Saint-Louis. Dakar was quiet.", "SN" },
        { "Traders in Tokyo, Beijing and Moscow waited.", "CN JP RU" },
        { "A shop burned in Hamilton, Mont., on Monday.", "US" },
        { "ROCKWELL <ROK> GAINS. The Uruguay Round and the Paris agreement bind all.", "" },
        /* a language is no people */
        { "He speaks Russian at home.", "" },
        { "The Russian-speaking miners met the Spanish speakers.", "" },
        { "Russian speakers in Riga", "LV" },
        /* what belongs to the page and not to the story */
        { "Home | Uganda | Tanzania | Sports\nA bridge opened in Nairobi.", "KE" },
        { "A bridge opened in Nairobi on Monday. It cost much.\n\nRead also:\nUganda signs pipeline deal\nTanzania "
          "bans "
          "maize exports\n",
          "KE" },
        { "A bridge opened in Nairobi on Monday. It cost much.\n\nRelated news\nUganda paid for it, the mayor said.\n",
          "KE UG" },
        /* Jordan, Chad, Israel, France as people and as countries */
        { "Jordan's king flew from Amman to Cairo.", "EG JO" },
        { "Michael Jordan scored again. Jordan said the team was tired.", "" },
        { "Refugees crossed into Chad from Sudan's Darfur region.", "SD TD" },
        { "Mr. Chad Baker said he was sorry.", "" },
        { "The river Niger floods parts of Nigeria; Niger closed its border.", "NE NG" },
        /* Turkey */
        { "We ate turkey and stuffing.", "" },
        { "Turkey and Greece agreed to talk in Ankara.", "GR TR" },
        { "Turkey sandwiches are on the menu.", "" },
        /* Guinea, Congo, Korea */
        { "Officials of Guinea-Bissau met those of Guinea in Conakry.", "GN GW" },
        { "Equatorial Guinea pumps oil.", "GQ" },
        { "Papua New Guinea sent a team to Port Moresby.", "PG" },
        { "Guinea pigs make good pets.", "" },
        { "Fighting in the Democratic Republic of Congo spread to Kinshasa.", "CD" },
        { "Congo-Brazzaville held an election.", "CG" },
        { "Congo's army left Kinshasa and Goma.", "CD" },
        { "South Korea and North Korea met.", "KP KR" },
        { "Pyongyang fired a missile.", "KP" },
        { "Korean shares rose in Seoul.", "KR" },
        /* what holds a name and is none */
        { "China Daily reported it.", "" },
        { "He lives in New Mexico.", "US" },
        { "Shops in South Jersey were closed.", "US" },
        { "American football was played at Wembley Stadium in London.", "GB" },
        { "Two people were hurt in Alexandria, Louisiana.", "US" },
        { "Two people were hurt in Alexandria, Egypt.", "EG" },
        { "The Rays play in St. Petersburg, Fla., on Friday.", "US" },
        { "The museum in St. Petersburg, Russia, reopened.", "RU" },
        { "A court in London, Ontario, fined him.", "CA" },
        { "He was born in Melbourne, Florida.", "US" },
        { "He was born in Melbourne.", "AU" },
        { "Students from Cambridge, Mass., won.", "US" },
        { "A plant in Birmingham, Ala., will close.", "US" },
        { "A factory in Birmingham, England, will close.", "GB" },
        { "The San Jose, Calif., company hired her.", "US" },
        { "A quake shook San Jose, Costa Rica.", "CR" },
        { "Hamilton, Ontario, voted.", "CA" },
        { "Portland, Ore., has rain.", "US" },
        { "Santiago, Chile, has smog.", "CL" },
        /* Lao, Laos and the Chinese surname */
        { "The Lao Prime Minister spoke to Laotians.", "LA" },
        { "A book by Lao Tzu was read.", "" },
        { "Laos' leaders thanked the Lao People's Revolutionary Party.", "LA" },
        /* diacritics */
        { "Việt Nam exports rice.", "VN" },
        { "Viet Nam exports rice.", "VN" },
        { "Chủ tịch nước thăm Lào và Nga, Đức.", "DE LA RU" },
        { "My friend Nga is an expert on duc and anh.", "" },
        /* demonyms, abbreviations, institutions */
        { "American and British officials met.", "GB US" },
        { "She told us that US troops and U.K. police were there.", "GB US" },
        { "A Dominican pitcher from Santo Domingo signed.", "DO" },
        { "Irish and Northern Ireland ministers met.", "GB IE" },
        { "The Kremlin and the White House were silent.", "RU US" },
        { "Whitehall and the Bundesbank disagreed.", "DE GB" },
        { "The Knesset voted.", "IL" },
        { "Trade reached US$5 billion.", "" },
        /* scripts */
        { "ประธานาธิบดีลาวพบกับไทย", "LA TH" },
        { "习近平会见老挝领导人", "LA" },
        { "ສປປ ລາວ ແລະ ຫວຽດນາມ", "LA VN" },
        { "Президент России прибыл в Китай", "CN RU" },
    };
    char got[400];
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (strcmp(mentions_of(&finder, "", cases[i].text, 0, got), cases[i].mentions) != 0) {
            print_error("\"%s\": [%s], not [%s]\n", cases[i].text, got, cases[i].mentions);
            wrong++;
        }
    assert_int_equal(wrong, 0);
}

/* As newspapers write them, short; a capital inside a sentence makes "Anh" (he) England. */
static void know_the_names_of_newspapers(void **state)
{
    static const struct {
        const char *language, *text, *mentions;
    } cases[] = {
        { "th", "เมื่อวานนี้ สหรัฐ ประกาศว่า จะมีการประชุม", "US" },
        { "lo", "ວານນີ້ ອາເມຣິກາ ໄດ້ປະກາດວ່າ ຈະມີກອງປະຊຸມ", "US" },
        { "lo", "ວານນີ້ ກໍາປູເຈຍ ໄດ້ປະກາດວ່າ ຈະມີກອງປະຊຸມ", "KH" },
        { "km", "កាលពីម្សិលមិញ អាមេរិក បានប្រកាសថា នឹងមានកិច្ចប្រជុំ", "US" },
        { "vi", "Hôm qua, phía Anh cho biết sẽ có một cuộc họp", "GB" },
        { "vi", "Anh cho biết sẽ có một cuộc họp vào tuần tới", "" },
        { "vi", "Chị Kim Anh cho biết sẽ có một cuộc họp", "" },
        { "vi", "Hôm qua, phía Nhật cho biết sẽ có một cuộc họp", "JP" },
        { "zh", "昨天，韓國表示将举行会议，讨论有关问题。", "KR" },
        { "fr", "Selon le gouvernement, le Japon annonce une réunion", "JP" },
        { "es", "Según el gobierno, la delegación de Inglaterra llega hoy", "GB" },
        { "ru", "Вчера правительство сообщило, что Белоруссия проведет встречу", "BY" },
        { "ar", "قالت الحكومة امس ان السعودية سوف تعقد اجتماعا", "SA" },
    };
    char found[400];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct dl_article a = { .body = dl_str_of(cases[i].text), .language = dl_str_of(cases[i].language) };
        struct dl_error err;
        assert_ok(find(&finder, &a, NULL, &err), err);
        found[0] = 0;
        for (unsigned k = 0; k < a.mention_count; k++)
            strcat(strcat(found, k ? " " : ""), a.mentions[k].text);
        assert_string_equal(found, cases[i].mentions);
    }
}

static void know_the_date(void **state)
{
    char got[400];
    (void)state;
    assert_string_equal(mentions_of(&finder, "", "The Soviet Union and Yugoslavia signed in Moscow.", 19870301, got),
                        "SUHH YUCS");
    assert_string_equal(mentions_of(&finder, "", "Historians of the Soviet Union met in Moscow.", 20240301, got), "RU");
    assert_string_equal(mentions_of(&finder, "", "Prague and Bratislava were quiet in Czechoslovakia.", 19870301, got),
                        "CSHH");
    assert_string_equal(mentions_of(&finder, "", "Prague and Bratislava were quiet.", 20240301, got), "CZ SK");
    assert_string_equal(mentions_of(&finder, "", "Prague and Bratislava were quiet.", 0, got), "CZ SK");
    assert_string_equal(mentions_of(&finder, "", "West Germany and East Germany agreed.", 19870301, got), "DDDE DE");
    assert_string_equal(mentions_of(&finder, "", "A trade fair opened in Leipzig.", 19870000, got), "DDDE");
}

static void fields_win(void **state)
{
    struct dl_article a = { .title = DL_STR("Vietnam, Laos agree"),
                            .body = DL_STR("Hanoi and Vientiane signed, said France."),
                            .country_fields = { DL_STR("Thailand"), DL_STR("nowhere"), DL_STR("KHM"), DL_STR("th") },
                            .country_field_count = 4 };
    struct dl_error err;
    struct dl_buf why = { 0 };
    (void)state;
    assert_ok(find(&finder, &a, &why, &err), err);
    assert_int_equal(a.country_count, 2);
    assert_string_equal(a.countries[0].code.text, "TH");
    assert_string_equal(a.countries[1].code.text, "KH");
    assert_int_equal(a.countries[0].from, DL_COUNTRY_FIELD);
    assert_int_equal(a.mention_count, 5); /* FR KH LA TH VN */
    assert_string_equal(a.mentions[0].text, "FR");
    assert_non_null(strstr(dl_buf_cstr(&why), "nowhere"));
    assert_str(finder.unread_country, "nowhere");
    a.country_fields[0] = DL_STR("China; Laos/VNM");
    a.country_fields[1] = DL_STR("China, the rest");
    a.country_field_count = 2;
    assert_ok(find(&finder, &a, NULL, &err), err);
    assert_int_equal(a.country_count, 3);
    assert_string_equal(a.countries[2].code.text, "VN");
    assert_str(finder.unread_country, "China, the rest");
    assert_non_null(strstr(dl_buf_cstr(&why), "country VN"));
    dl_buf_free(&why);
}

static void dateline_counts(void **state)
{
    struct dl_error err;
    struct dl_metadata *m;
    struct dl_article a = { .title = DL_STR("Budget passed"),
                            .fetched_field = DL_STR("2024-12-31"),
                            .body =
                                DL_STR("VIENTIANE, Oct. 22 (Xinhua) -- The parliament passed the budget on Tuesday.") };
    (void)state;
    assert_ok(dl_metadata_new(NULL, &m, &err), err);
    assert_ok(dl_metadata_find(m, &a, &err), err);
    assert_int_equal(a.country_count, 1);
    assert_string_equal(a.countries[0].code.text, "LA");
    assert_int_equal(a.countries[0].from, DL_COUNTRY_DATELINE);
    dl_metadata_free(m);
}

static void bear_hostile_articles(void **state)
{
    static const char *const pieces[] = {
        "New New New ",  "Jordan, Georgia, ", "Michael Jordan ",          "London, Ontario ",
        "Paris ",        "County ",           "\xe4\xb8\xad\xe5\x9b\xbd", "Niger-Nigeria-",
        "St. ",          "Related\n",         "Read also:\nUganda\n",     "Uganda | ",
        "in Jordan and "
    };
    size_t size = 1 << 20;
    char *text = malloc(size);
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        for (size_t at = 0, n = strlen(pieces[i]); at < size; at++)
            text[at] = pieces[i][at % n];
        struct dl_article a = { .title = { text, 2000 }, .body = { text, size } };
        struct dl_error err;
        assert_ok(find(&finder, &a, NULL, &err), err);
        assert_true(a.country_count <= DL_MAX_COUNTRIES && a.mention_count <= DL_MAX_MENTIONS);
    }
    free(text);
    struct dl_article empty = { .id = DL_STR("x") };
    assert_ok(find(&finder, &empty, NULL, NULL), (struct dl_error){ 0 });
    assert_int_equal(empty.country_count + empty.mention_count, 0);
}

/* Every country of the table at once: more than an article can hold. */
static void bear_all_countries(void **state)
{
    struct dl_buf text = { 0 };
    struct dl_error err;
    size_t count;
    const dl_code *codes = dl_country_codes(&count);
    (void)state;
    for (size_t i = 0; i < count; i++)
        dl_buf_printf(&text, "They went to %s. ", dl_country_name(codes[i]));
    struct dl_article a = { .body = dl_buf_view(&text) };
    assert_ok(find(&finder, &a, NULL, &err), err);
    assert_int_equal(a.mention_count, DL_MAX_MENTIONS);
    assert_true(a.country_count <= DL_MAX_COUNTRIES);
    for (unsigned i = 1; i < a.mention_count; i++)
        assert_true(strcmp(a.mentions[i - 1].text, a.mentions[i].text) < 0);
    dl_buf_free(&text);
}

static void *work(void *bad)
{
    struct dl_evidence f;
    char got[400];
    struct dl_error err;
    if (dl_evidence_init(&f, NULL, &err) != DL_OK) {
        *(bool *)bad = true;
        return NULL;
    }
    for (unsigned i = 0; i < 300; i++)
        *(bool *)bad |= strcmp(mentions_of(&f, "", i % 2 ? "Laos and China" : "Paris and Kazan, Russia", 0, got),
                               i % 2 ? "CN LA" : "FR RU") != 0;
    dl_evidence_free(&f);
    return NULL;
}

static void share_tables(void **state)
{
    pthread_t threads[4];
    bool bad[4] = { false };
    (void)state;
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, &bad[i]), 0);
    for (unsigned i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    for (unsigned i = 0; i < 4; i++)
        assert_false(bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tell_names_apart),   cmocka_unit_test(know_the_names_of_newspapers),
        cmocka_unit_test(know_the_date),      cmocka_unit_test(fields_win),
        cmocka_unit_test(dateline_counts),    cmocka_unit_test(bear_hostile_articles),
        cmocka_unit_test(bear_all_countries), cmocka_unit_test(share_tables),
    };
    return cmocka_run_group_tests_name("country", tests, make_finder, free_finder);
}
