-- Patterns may name what plugins declare; a misspelt name is told. So what the
-- bundled plugins give must all be declared, by rules, lists, `provides` and
-- `kinds`: or a search for it would be refused.
local tap = dofile("tests/lua/tap.lua")
local compile = require("assay.core").corpus.pattern

local function lints(pattern)
    return select(2, compile(pattern))
end

-- How to ask for each name that comes with these documents, by pattern.
local asked = {}
for _, path in ipairs {"talks", "strike", "border", "protest", "sanctions", "arms"} do
    local doc = assay.open("examples/" .. path .. ".txt")
    for _, record in ipairs(doc:records()) do
        asked["@" .. record.kind] = true
        if record.type then
            asked[("[label=%s]"):format(record.type)] = true
            asked["@" .. record.type] = true
        end
        for field in pairs(record) do
            asked[("[%s=1]"):format(field)] = true
        end
    end
    doc:close()
end

local unknown = {}
for pattern in pairs(asked) do
    unknown[#unknown + 1] = lints(pattern) and pattern or nil
end

-- Records have more fields than spans have: those of no span are unknown when
-- the documents are open, too.
local undeclared = {}
for _, path in ipairs {"talks", "strike", "border", "protest", "sanctions", "arms"} do
    local _ <close> = assay.open("examples/" .. path .. ".txt")
    for _, pattern in ipairs(unknown) do
        undeclared[#undeclared + 1] = not lints(pattern) and pattern or nil
    end
end
tap.ok(next(asked), "there are records")
tap.is(table.concat(undeclared, " "), "", "whatever bundled plugins give is declared")

tap.ok(lints("[lemm=say]"):find('pattern:1:2: unknown attribute "lemm": did you mean lemma?\n[lemm=say]\n ^', 1, true),
    "a misspelt attribute is told, with its place")
tap.ok(lints("@PERSN"):find("did you mean @PERSON?", 1, true), "a misspelt label, too")
tap.is(lints("[lemma=say] ~3 @PERSON[name=/.*/]"), nil, "a pattern of known names has no lints")
tap.fails("unknown gazetteer %countries: define it", "a search has no gazetteers of plugins", compile,
    "<say> %countries")
tap.ok(lints("the ~3 [title]?"):find("never extends", 1, true), "others of a pattern are told")

local doc <close> = assay.open("examples/talks.txt")
tap.ok(lints("@Risk[level=high]"), "nothing gives this")
doc:add("risk", 3, 5, {type = "Risk", level = "high"})
tap.is(lints("@Risk[level=high] | @RISK | [label=Risk]"), nil, "until a document has it")

tap.done()
