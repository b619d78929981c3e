-- What a set of reports says, by counting: where a word stands, beside what,
-- which words set one report apart from the others.
--
--     assay run examples/07-corpus.lua ["WORD" [FOLDER]]

local word, folder = ...
word = word or "talks"
open(folder or "examples")

print(kwic(word, {sort = "right", limit = 5}))
print()
print(freq(word, {per = "doc"}))
print()

-- Collocates within three words, the strongest by logDice.
print(colloc(word, {window = 3, min = 2, limit = 6}))
print()

-- Each row of a result is data: the five words of each report that are far
-- more frequent there than in the others.
for _, row in ipairs(docs()) do
    local words = {}
    for i, key in ipairs(keyness(row.doc, nil, {side = "positive", limit = 5})) do
        words[i] = key.word
    end
    print(row.id .. ": " .. table.concat(words, ", "))
end
close "all"
