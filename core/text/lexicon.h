/* lexicon.h - the word lists of English tokenizing: abbreviations, hyphen
 * prefixes, units, endings of host and file names, words written as one that
 * are two. Included by lexicon.c alone. Words are ASCII, lower case, at most
 * eight letters, separated by single spaces. */
static const struct {
    unsigned flag;
    const char *words;
} the_lists[] = {
    {AS_LEX_TITLE,
     "mr mrs ms dr prof gen sen rep gov lt col sgt capt cpl maj adm cmdr "
     "comdr brig rev fr hon messrs mme mlle mt st ste sr pres supt insp "
     "reps sens gens profs drs attn asst pvt pfc amb msgr pte "
     "sec secy spec atty vs"},
    {AS_LEX_CAPITAL,
     "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed weds "
     "thu thur thurs fri sat sun ala ariz ark calif cal ft conf "
     "colo conn del fla ga "
     "ill ind kan ky la mass md mich minn miss mo mont neb nev okla ont ore "
     "pa penn que sask tenn tex va wash wis wyo alta mob sc mex"},
    {AS_LEX_SUFFIX,
     "inc co corp ltd jr bros plc cos intl dept univ natl assoc esq pty "
     "blvd ave rd hwy bldg bhd sdn mfg"},
    {AS_LEX_NUMREF,
     "no nos p pp vol vols art arts fig figs ch chap pt para paras ver ed "
     "op cl eq rs tel ext fl ss"},
    {AS_LEX_ABBR, "eg ie viz cf al approx ca incl seq ibid btw arrv arr lv"},
    {AS_LEX_WEAK,
     "etc est esp excl dist misc oz lb lbs dep admin temp prev resp ph conf "
     "yr yrs hr hrs min mins sq tbsp tsp ea med info et rec max avg div fed "
     "int gal ft"},
    {AS_LEX_PREFIX,
     "a agro ante anti arch bi bio co counter cross cyber de e eco electro "
     "ex extra fore hyper inter intra macro mega micro mid mini mono multi "
     "neo non over para peri post pre pro pseudo psycho quasi re semi socio "
     "sub super trans tri ultra un uni x pan"},
    {AS_LEX_TAIL, "esque fold less most wise gate fest itis rama"},
    {AS_LEX_ELIDED, "em n til cause bout round tis twas"},
    {AS_LEX_UNIT,
     "m pm am k b mm bn tn ft hh cm km kg g t hz khz mhz ghz kb mb gb tb lb "
     "lbs oz mph kph kmh kw mw gw kwh mwh mg ml l min mins sec secs hr hrs "
     "yr yrs mn mln bln trn cc hp nm bpd sq rpm percent pct usd eur gbp am "
     "ppm ppi x in wks mos ha tonnes tons miles km2 m2 est edt pst gmt utc"},
    {AS_LEX_MONEY, "usd eur gbp rs inr chf jpy cny rmb uah rub aud cad nok "
                   "sek dkk pln czk ils aed sar try"},
    {AS_LEX_HOST,
     "com org net edu gov mil int info biz eu uk de fr ru ua cn jp br ca au "
     "nl pl ch se es fi dk cz gr il ir tr za mx kr hk tw sg nz ie pt ro hu "
     "bg sk rs hr ge am az kz uz md lv lt ee io tv ly co cc fm ai ke ng "
     "sy iq ae qa ye jo app dev aero "
     "gl"},
    {AS_LEX_FILE,
     "doc docx xls xlsx csv tsv pdf txt html htm xml json yaml yml zip gz "
     "tar jpg jpeg png gif bmp svg mp3 mp4 avi mov ppt pptx rtf exe dll php "
     "asp aspx jsp js css py sh c h cpp java md log ini cfg url dtf odt ods "
     "ps tex sql db bat wav"},
    {AS_LEX_CUT1, "thats whats"},
    {AS_LEX_CUT2,
     "gonna gotta wanna gimme lemme dont doesnt didnt isnt wasnt cant wont "
     "couldnt wouldnt shouldnt arent werent havent hasnt hadnt aint"},
    {AS_LEX_CUT3, "cannot"},
    {AS_LEX_STARTER,
     "the a an this that these those it he she they we i you there here his "
     "her its their our my your in on at by for from with after before when "
     "while if as although though since because but and so however what who "
     "where why how which is are was were do does did has have will would "
     "can could should no not yes both some many most all each every one "
     "two another other others such then now today "
     "also only even just still instead thus hence once during under about "
     "until despite let please nor or yet "
     "millions hundreds dozens people"},
    {AS_LEX_SAID, "he she said says asked replied"},
    {AS_LEX_PREP, "in on at of for to with by from and or is was has will "
                  "into over under the a an"},
    {AS_LEX_AT, "at by around about before after until till since from"},
};
