--- Questions over a loaded corpus, timed: `assay run corpus.lua FILE RUNS`.
-- Of each question the first answer, which makes what it needs of the index,
-- and the median of those after it; what making the index for words takes, and
-- its memory. All in milliseconds of processor time: nothing here waits.
local path, runs = arg[1], tonumber(arg[2]) or 7

local clock = os.clock

local docs, tokens = {}, 0
local began = clock()
for doc in assay.each(path, {annotate = false}) do
    docs[#docs + 1] = doc:keep()
    tokens = tokens + #doc
end
print(("%d documents, %.1f million tokens, loaded in %.1f s"):format(#docs, tokens / 1e6, clock() - began))

local corpus = require("assay.core").corpus

local function ms(f)
    local from = clock()
    local n = f()
    return (clock() - from) * 1000, n
end

local function median(list)
    table.sort(list)
    return list[(#list + 1) // 2]
end

local function show_row(name, f)
    local first, n = ms(f)
    local later = {}
    for i = 1, runs do
        later[i] = ms(f)
    end
    print(("%-44s %9.1f %9.1f %10d"):format(name, first, median(later), n))
end

local cpu = os.clock()
corpus.hits(docs, "nonesuch", {})
corpus.hits(docs, "the", {})
local info = corpus.info()
print(("index of %d types made in %.0f ms; %.0f MiB"):format(info.types, (os.clock() - cpu) * 1000,
    info.bytes / 2^20))

print(("%-44s %9s %9s %10s"):format("milliseconds", "first", "median", "rows"))
local half = table.move(docs, 1, #docs // 2, 1, {})
local rest = table.move(docs, #docs // 2 + 1, #docs, 1, {})
local QUESTIONS = {
    {'kwic "nonesuch"', function() return #kwic("nonesuch", docs) end},
    {'kwic "ceasefire"', function() return #kwic("ceasefire", docs) end},
    {'kwic "security guarantee*"', function() return #kwic("security guarantee*", docs) end},
    {'kwic "the"', function() return #kwic("the", docs) end},
    {'kwic("the", {sort = "right"})', function() return #kwic("the", docs, {sort = "right"}) end},
    {'kwic("the", {sort = "left", limit = 100})',
        function() return #kwic("the", docs, {sort = "left", limit = 100}) end},
    {'kwic("the", {group = "right"})', function() return #kwic("the", docs, {group = "right"}) end},
    {'kwic "*tion"', function() return #kwic("*tion", docs) end},
    {'kwic "president ~3 [title]"', function() return #kwic("president ~3 [title]", docs) end},
    {'kwic "<say> that"', function() return #kwic("<say> that", docs) end},
    {"kwic \"[title] [norm=/war.*/]\"", function() return #kwic("[title] [norm=/war.*/]", docs) end},
    {'kwic "the ~3 [title]"', function() return #kwic("the ~3 [title]", docs) end},
    {'kwic \'"The" [title]\'', function() return #kwic('"The" [title]', docs) end},
    {'kwic "the ~20 of"', function() return #kwic("the ~20 of", docs) end},
    {'kwic "a:(the | a) b:[title]"', function() return #kwic("a:(the | a) b:[title]", docs) end},
    {'kwic "[title] [title]"', function() return #kwic("[title] [title]", docs) end},
    {'kwic "[title]+ [!punct]* said"', function() return #kwic("[title]+ [!punct]* said", docs) end},
    {'kwic "[title]"', function() return #kwic("[title]", docs) end},
    {'kwic "[lower]+"', function() return #kwic("[lower]+", docs) end},
    {'kwic "[!punct]"', function() return #kwic("[!punct]", docs) end},
    {'kwic "[sent=1]"', function() return #kwic("[sent=1]", docs) end},
    {'kwic "[id<3] said"', function() return #kwic("[id<3] said", docs) end},
    {'kwic "[id<5]"', function() return #kwic("[id<5]", docs) end},
    {'kwic "[text=/.*ing/]"', function() return #kwic("[text=/.*ing/]", docs) end},
    {'kwic "[num] << [!title & lower]"', function() return #kwic("[num] << [!title & lower]", docs) end},
    {'kwic "<s> [title]"', function() return #kwic("<s> [title]", docs) end},
    {'kwic "/[A-Z]{2,}/ [title]"', function() return #kwic("/[A-Z]{2,}/ [title]", docs) end},
    {'kwic "[norm=/.*tion/] of"', function() return #kwic("[norm=/.*tion/] of", docs) end},
    {'kwic "<be> [title]"', function() return #kwic("<be> [title]", docs) end},
    {"freq", function() return #freq(docs) end},
    {'freq {by = "word"}', function() return #freq(docs, {by = "word"}) end},
    {'freq("war*", {per = "doc"})', function() return #freq("war*", docs, {per = "doc"}) end},
    {"ngrams(2)", function() return #ngrams(2, docs) end},
    {"ngrams(4)", function() return #ngrams(4, docs) end},
    {'colloc "war"', function() return #colloc("war", docs) end},
    {'colloc "the"', function() return #colloc("the", docs) end},
    {"keyness(half, rest)", function() return #keyness(half, rest) end},
    {'dispersion "war"', function() return #dispersion("war", docs) end},
}
for _, q in ipairs(QUESTIONS) do
    show_row(q[1], q[2])
end

print(("%.0f MiB with the columns of words as well"):format(corpus.info().bytes / 2^20))

-- As after annotating, which would take minutes: names in one layer, more spans in others.
local spans = 0
for _, doc in ipairs(docs) do
    for first = 1, #doc - 1, 15 do
        local nth = first // 15
        doc:add(nth % 3 == 0 and "entity" or "part" .. nth % 8, first, first + 1,
            {type = nth % 6 == 0 and "PERSON" or nth % 3 == 0 and "ORG" or "Part"})
        spans = spans + 1
    end
end
print(("%.1f million spans added"):format(spans / 1e6))
for _, pattern in ipairs {"@PERSON", "@PERSON [lower] [title]", "[label=PERSON & title]", "[] << @PERSON"} do
    show_row(("kwic %q"):format(pattern), function() return #kwic(pattern, docs) end)
end
