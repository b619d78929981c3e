/* test_token_scripts.c - tokens of other scripts, emoji, marks, quotes. */
#include "unit/text/tokens.h"

static void test_cyrillic_and_greek(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"Дождь шёл, и снег.", "Дождь|шёл|,|и|снег|."},
        {"м'ята п\u2019ять", "м'ята|п\u2019ять"},
        {"т.е. так, и т.д.", "т.е.|так|,|и|т.д."},
        {"И. И. Петров", "И.|И.|Петров"},
        {"кто-то", "кто|-|то"},
        {"«Да», — сказал он.", "«|Да|»|,|—|сказал|он|."},
        {"Πού είναι; Εδώ.", "Πού|είναι|;|Εδώ|."},
    };
    TOKENS_TABLE(CASES);
}

static void test_arabic_and_hebrew(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"ما هذا؟ كتاب.", "ما|هذا|؟|كتاب|."},
        {"السَّلام، أهلا", "السَّلام|،|أهلا"},
        {"٣٫٥ و١٢", "٣٫٥|و١٢"},
        {"צה\"ל אמר", "צה\"ל|אמר"},
        {"צה״ל ג׳ירפה", "צה״ל|ג׳ירפה"},
        {"\u05D0\u05B8\u05DE\u05B7\u05E8", "\u05D0\u05B8\u05DE\u05B7\u05E8"},
        {"می\u200Cخواهم", "می\u200Cخواهم"}, /* a joiner inside the word */
    };
    TOKENS_TABLE(CASES);
}

static void test_east_asian(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"今日は雨。", "今|日|は|雨|。"},
        {"テレビを見る", "テレビ|を|見|る"},
        {"오늘은 비.", "오늘은|비|."},
        {"「はい」", "「|は|い|」"},
        {"2021年", "2021|年"},
        {"สวัสดี ครับ", "สวัสดี|ครับ"},
        {"什么？！", "什|么|？|！"},
    };
    TOKENS_TABLE(CASES);
}

static void test_latin_beyond_ascii(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"Müller naïve Łódź", "Müller|naïve|Łódź"},
        {"cafe\u0301 e\u0301tude", "cafe\u0301|e\u0301tude"},
        {"l'homme l\u2019\u00E9cole", "l'homme|l\u2019\u00E9cole"},
        {"café's", "café|'s"},
        {"col·lecció", "col·lecció"},
        {"„so“ ‚so‘ «so» ‹so›", "„|so|“|‚|so|‘|«|so|»|‹|so|›"},
        {"¿Qué? ¡No!", "¿|Qué|?|¡|No|!"},
        {"basic\u00ADally end\u00AD", "basic\u00ADally|end"},
        {"½ and x²", "½|and|x²"},
        {"20 °C", "20|°|C"},
    };
    TOKENS_TABLE(CASES);
}

static void test_emoji_sequences_are_one_token(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"so \U0001F600!", "so|\U0001F600|!"},
        {"\U0001F600\U0001F601", "\U0001F600|\U0001F601"},
        {"\U0001F44D\U0001F3FD", "\U0001F44D\U0001F3FD"}, /* skin tone */
        {"\U0001F1FA\U0001F1E6\U0001F1EB\U0001F1F7",      /* two flags */
         "\U0001F1FA\U0001F1E6|\U0001F1EB\U0001F1F7"},
        {"\U0001F468\u200D\U0001F469\u200D\U0001F467 ok", /* a family */
         "\U0001F468\u200D\U0001F469\u200D\U0001F467|ok"},
        {"\u2764\uFE0F", "\u2764\uFE0F"},
    };
    TOKENS_TABLE(CASES);
}

static void test_marks_stay_with_what_they_mark(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"!\u0301", "!|\u0301"},
        {"\u0301", "\u0301"},
        {"a\u0301\u0302b", "a\u0301\u0302b"},
        {"\u200Fword\u200F", "word"},
        {"\u2014\u0301x", "\u2014\u0301|x"},
    };
    TOKENS_TABLE(CASES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cyrillic_and_greek),
        cmocka_unit_test(test_arabic_and_hebrew),
        cmocka_unit_test(test_east_asian),
        cmocka_unit_test(test_latin_beyond_ascii),
        cmocka_unit_test(test_emoji_sequences_are_one_token),
        cmocka_unit_test(test_marks_stay_with_what_they_mark),
    };
    return cmocka_run_group_tests_name("token_scripts", tests, NULL, NULL);
}
