/* test_language.c - which language is a text in?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include "dateline/text.h"

static void expect(const char *text, const char *tag)
{
    const char *got = dl_language_detect(dl_str_of(""), dl_str_of(text));
    if (strcmp(got, tag) != 0)
        fail_msg("'%s' is taken for '%s', not '%s'", text, got, tag);
    got = dl_language_detect(dl_str_of(text), dl_str_of(NULL));
    if (strcmp(got, tag) != 0)
        fail_msg("the title '%s' is taken for '%s', not '%s'", text, got, tag);
}

static void test_latin(void **state)
{
    (void)state;
    expect("The minister said on Monday that the railway will be open to the public by the end of the year.", "en");
    expect(
        "State President Lương Cường received Lao Party General Secretary Thongloun Sisoulith in Hà Nội on Friday, and "
        "they discussed the Vũng Áng port.",
        "en");
    expect("QTLY DIV 10 CTS VS 10 CTS PRIOR, PAY APRIL 10, RECORD MARCH 27", "en");
    expect("Chủ tịch nước Lương Cường đã tiếp đoàn đại biểu Lào tại Hà Nội.", "vi");
    expect("CHỦ TỊCH NƯỚC ĐÃ TIẾP ĐOÀN ĐẠI BIỂU LÀO TẠI HÀ NỘI", "vi");
    expect("Le ministre a déclaré que la ligne de chemin de fer sera ouverte au public à la fin de l'année.", "fr");
    expect("El ministro dijo el lunes que la línea de ferrocarril se abrirá al público a finales de año.", "es");
    expect("O ministro disse na segunda-feira que a linha não será aberta ao público até o fim do ano.", "pt");
    expect("Il ministro ha detto che la linea ferroviaria sarà aperta al pubblico entro la fine dell'anno.", "it");
    expect("Der Minister sagte am Montag, dass die Bahnstrecke bis zum Ende des Jahres eröffnet wird.", "de");
    expect("De minister zei maandag dat de spoorlijn voor het einde van het jaar wordt geopend.", "nl");
    expect("Ministern sade på måndagen att järnvägen ska öppnas för allmänheten i slutet av året.", "sv");
    expect("Ministeren sagde mandag, at jernbanen bliver åbnet for offentligheden efter nytår, og at det er af stor "
           "værdi.",
           "da");
    expect("Statsråden sa mandag at jernbanen blir åpnet etter nyttår, og at det er av stor verdi for landet.", "no");
    expect("Ministeri sanoi maanantaina, että rautatie avataan vuoden lopussa ja että se on myös tärkeä.", "fi");
    expect(
        "Menteri itu mengatakan pada hari Senin bahwa jalur kereta api akan dibuka untuk umum dan tidak akan ditunda.",
        "id");
    expect("Minister powiedział w poniedziałek, że linia kolejowa zostanie otwarta do końca roku.", "pl");
    expect("Bakan, demiryolunun yıl sonuna kadar halka açılacağını ve bu hattın çok önemli olduğunu söyledi.", "tr");
    expect("A miniszter azt mondta, hogy a vasútvonal az év végén nyílik meg, és ez nem is kérdés.", "hu");
}

static void test_other_scripts(void **state)
{
    (void)state;
    expect("รัฐมนตรีกล่าวว่าทางรถไฟจะเปิดภายในสิ้นปี", "th");
    expect("ລັດຖະມົນຕີກ່າວວ່າ ທາງລົດໄຟຈະເປີດ", "lo");
    expect("រដ្ឋមន្ត្រីបាននិយាយថា ផ្លូវរថភ្លើងនឹងបើក", "km");
    expect("ဝန်ကြီးက မီးရထားလမ်း ဖွင့်မည်ဟု ပြောသည်", "my");
    expect("部长周一表示，铁路将于年底向公众开放。", "zh");
    expect("大臣は月曜日、鉄道は年末までに開通すると述べた。", "ja");
    expect("장관은 월요일 철도가 연말까지 개통될 것이라고 말했다.", "ko");
    expect("Министр заявил в понедельник, что железная дорога будет открыта до конца года.", "ru");
    expect("Міністр заявив у понеділок, що залізниця буде відкрита до кінця року.", "uk");
    expect("Министърът заяви в понеделник, че железопътната линия ще бъде открита до края на годината.", "bg");
    expect("Ο υπουργός δήλωσε τη Δευτέρα ότι ο σιδηρόδρομος θα ανοίξει.", "el");
    expect("قال الوزير يوم الاثنين إن السكك الحديدية ستفتح في نهاية العام.", "ar");
    expect("وزیر گفت که راه‌آهن تا پایان سال برای عموم باز خواهد شد.",
           "fa");
    expect("وزیر نے کہا کہ ریلوے سال کے آخر تک عوام کے لیے کھول دی جائے گی۔", "ur");
    expect("השר אמר ביום שני כי מסילת הרכבת תיפתח עד סוף השנה.", "he");
    expect("मंत्री ने सोमवार को कहा कि रेलवे साल के अंत तक जनता के लिए खोल दी जाएगी।", "hi");
    expect("Նախարարն ասաց, որ երկաթուղին կբացվի մինչև տարեվերջ։", "hy");
    expect("მინისტრმა თქვა, რომ რკინიგზა გაიხსნება.", "ka");
}

static void test_too_little(void **state)
{
    (void)state;
    expect("", "");
    expect("12 345", "");
    expect("Vientiane", "");
    expect("O. K. Smith, A. O. Thompson, K. Kuss", "");
    expect("\xff\xfe\xed\xa0\x80 \xf4", ""); /* not even UTF-8 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_latin),
        cmocka_unit_test(test_other_scripts),
        cmocka_unit_test(test_too_little),
    };
    return cmocka_run_group_tests_name("language", tests, NULL, NULL);
}
