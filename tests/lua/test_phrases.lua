-- The labels of plugins/phrases: parties as whole noun phrases, and what
-- auxiliaries say of their verb.
local tap = dofile("tests/lua/tap.lua")

--- The span of a layer that begins with the words `text`, and all of them.
local function find(sentence, layer, text)
    local doc = assay.text(sentence)
    local all, hit = {}, nil
    for i, span in ipairs(doc:spans(layer)) do
        all[i] = span.text
        hit = span.text == text and span or hit
    end
    doc:close()
    return hit, table.concat(all, " | ")
end

--- `more` is what must be said of it; false: nothing.
local function check(layer, sentence, text, more)
    local span, all = find(sentence, layer, text)
    local good = span ~= nil
    for key, want in pairs(more) do
        local got = span and span[key]
        good = good and (want == false and got == nil or got == want)
        all = all .. "; " .. key .. " is " .. tostring(got)
    end
    tap.ok(good, text .. " in: " .. sentence, all)
end

local function party(sentence, text, name, more)
    more = more or {}
    more.name = name
    check("_party", sentence, text, more)
end

local function no_party(sentence, text)
    local span, all = find(sentence, "_party", text)
    tap.ok(span == nil, "no party " .. text .. " in: " .. sentence, all)
end

local function aux(sentence, text, voice, mode, more)
    more = more or {}
    more.voice = voice
    more.mode = mode or false
    check("_aux", sentence, text, more)
end

-- ---- who acts for a country or an organisation ------------------------------

party("Norwegian forces left.", "Norwegian forces", "Norway",
    {country = "NOR", sort = "group", sector = "military", head = "force"})
party("Norway's army left.", "Norway's army", "Norway", {head = "army"})
party("They met the Danish prime minister.", "the Danish prime minister",
    "Denmark", {country = "DNK"})
party("Police in Oslo met two senior U.S. officials.",
    "two senior U.S. officials", "United States", {anonymous = true})
party("NATO troops left.", "NATO troops", "NATO")
party("The president of Kenya agreed.", "The president of Kenya", "Kenya")

-- ---- who acts for himself -----------------------------------------------------

party("Police fled.", "Police", "police", {sector = "police"})
party("Hundreds of angry protesters marched.",
    "Hundreds of angry protesters", "angry protesters")
party("They shot five unknown gunmen.", "five unknown gunmen", "unknown gunmen")
party("Norwegian farmers marched.", "Norwegian farmers", "Norwegian farmers",
    {country = "NOR", sector = "civilian"})
party("Last week officials met.", "officials", "officials",
    {anonymous = true})
party("A spokesman for the ministry agreed.",
    "A spokesman for the ministry", "spokesman for the ministry")
party("Danish-backed rebels fled.", "Danish-backed rebels",
    "Danish-backed rebels", {country = false})
party("A source close to the talks agreed.", "A source close to the talks",
    "source close to the talks", {anonymous = true})

party("Obradovic's ruling coalition fell.", "Obradovic's ruling coalition",
    "Obradovic's ruling coalition")
party("Rebels fled the rebel-held town.", "Rebels", "rebels")
party("The embassy of Norway closed.", "The embassy of Norway", "Norway")
no_party("They left the West Bank.", "bank")

party("One third of Kenyan soldiers left.", "One third of Kenyan soldiers",
    "Kenya")
party("The Kenyan military withdrew.", "The Kenyan military", "Kenya",
    {sector = "military"})
no_party("They sent military aid.", "military")
no_party("They met with opposition from unions.", "opposition")
party("They met the opposition.", "the opposition", "opposition")
party("Elders from the tribe left.", "Elders from the tribe",
    "elders from the tribe")
no_party("OSLO, June 3 (Agency) - Rain fell.", "OSLO")
party("The African Union (AU) met.", "The African Union (AU)",
    "African Union")

party("He was shot by masked men.", "masked men", "masked men")
party("They met NATO members.", "NATO members", "NATO")
party("Supporters of former president Evo Morales marched.",
    "Supporters of former president Evo Morales",
    "Supporters of former president Evo Morales")

party("Workers at the Renault plant left.", "Workers at the Renault plant",
    "Workers at the Renault plant")

-- ---- by name --------------------------------------------------------------------

party("Hungarian Foreign Minister Peter Szijjarto left.",
    "Hungarian Foreign Minister Peter Szijjarto", "Peter Szijjarto",
    {country = "HUN", sort = "person", head = "Foreign Minister"})
party("Maria Lopez left. Then she returned.", "she", "Maria Lopez")
party("The militant group Hamas agreed.", "The militant group Hamas", "Hamas",
    {sort = "organisation"})
party("Two Norwegians left.", "Two Norwegians", "Norway",
    {sort = "nationality"})

party("Thousands of Norwegians left.", "Thousands of Norwegians", "Norway")
party("Norway's Erna Solberg left.", "Norway's Erna Solberg", "Erna Solberg",
    {country = "NOR", sort = "person"})

-- ---- places ---------------------------------------------------------------------

party("They shelled Kharkiv.", "Kharkiv", "Kharkiv")
party("They gave Norway a loan.", "Norway", "Norway")
party("They were attacked by Norway.", "Norway", "Norway")
party("They sold arms to Norway.", "Norway", "Norway")
no_party("They met in Norway.", "Norway")
no_party("They fled to Norway.", "Norway")
no_party("They left the town of Beni.", "Beni")
no_party("They met in Norway and Denmark.", "Denmark")
no_party("Maria Lopez said that his car was old.", "his")

-- ---- auxiliaries ------------------------------------------------------------------

aux("The plan was rejected.", "was", "passive")
aux("The plan has not been rejected.", "has not been", "passive", "negated",
    {negated = true})
aux("The bridge was built by Danes.", "was", "passive")
aux("Two men got killed.", "got", "passive")
aux("They are shelling it.", "are", "active")
aux("They are being shelled.", "are being", "passive")
aux("They have left.", "have", "active")
aux("They won't leave.", "won't", "active", "negated", {negated = true})
aux("They refused to sign it.", "refused to", "active", "negated")
aux("They never signed it.", "never", "active", "negated")
aux("They will sign it.", "will", "active", "future")
aux("They have threatened to leave.", "have threatened to", "active",
    "future")
aux("They are ready to sign it.", "are ready to", "active", "future")
aux("They would sign it.", "would", "active", "hypothetical")
aux("They may have signed it.", "may have", "active", "hypothetical",
    {hedged = true})
aux("They are said to have signed it.", "are said to have", "active",
    "alleged")
aux("It was reportedly signed.", "was reportedly", "passive", "alleged",
    {hedged = true})
aux("They were accused of killing him.", "were accused of", "active",
    "alleged")
aux("They denied having killed him.", "denied having", "active", "negated")
aux("It is expected to be signed.", "is expected to be", "passive", "future")
aux("They appear to have left.", "appear to have", "active", nil,
    {hedged = true})
aux("They have begun to leave.", "have begun to", "active")
aux("They would never have signed it.", "would never have", "active",
    "negated")
aux("They agreed not to sign it.", "agreed not to", "active", "negated")
aux("Neither side has signed it.", "has", "active", "negated")
aux("No soldiers were killed.", "were", "passive", "negated")
aux("They will not only sign it.", "will not only", "active", "future")
aux("They are likely to sign it.", "are likely to", "active", "future",
    {hedged = true})
aux("They have, however, refused to sign it.", "have, however, refused to",
    "active", "negated")
tap.is((find("They signed it.", "_aux", "")), nil, "a bare verb has none")

-- ---- clauses, scenes ----------------------------------------------------------

check("_clause", "They will leave if it fails.", "it fails",
    {mode = "hypothetical"})
check("_clause", "They denied that it fell.", "it fell", {mode = "negated"})
check("_clause", "They accused Norway of shelling the town.",
    "shelling the town", {mode = "alleged"})
check("_clause", "They urged Norway to leave.", "to leave",
    {mode = "hypothetical"})
check("_scene", "They met in Norway and Denmark.", "Denmark", {})
do -- what a verb without an auxiliary gets from its clause
    local rules = assay.rules {{name = "leave", label = "Leave",
        pattern = "cue:<leave>", fields = {
            {name = "mode", from = "cue", feature = "mode"},
            {name = "mode", value = "asserted"}}}}
    local doc = assay.text("If they leave, we stay. They leave.")
    rules:apply(doc)
    local recs = doc:records("leave")
    tap.is(recs[1].mode .. " " .. recs[2].mode, "hypothetical asserted",
        "the mode of a clause is that of its verbs")
end
tap.done()
