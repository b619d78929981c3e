--- Documents and records that tests make themselves, so that they say what they
-- rest on and no change of a plugin's rules moves them:
-- local made = dofile("tests/lua/made.lua")
local made = {}

--- A document of these words, without the plugins, and records put on it:
-- {kind, first, last, fields}.
function made.doc(id, date, words, records)
    local doc = assay.text(words, {id = id, date = date, title = "On " .. id,
        source = "Wire", annotate = false})
    for _, r in ipairs(records or {}) do
        local f = {rule = "test"}
        for key, value in pairs(r[4] or {}) do
            f[key] = value
        end
        doc:add(r[1], r[2], r[3], f)
    end
    return doc
end

--- An actor's mention: C works out actors with the plugins only, so they are
-- given here.
function made.actor(id, name, type, first, last, country)
    return {"entity", first, last or first, {type = type, name = name,
        actor = id, country = country, mention = "name"}}
end

local function at(doc, word)
    for i, text in doc:tokens() do
        if text == word then
            return i
        end
    end
end

--- A document in which each word of a sentence may be an actor: {name, type,
-- country} each.
function made.cast(id, date, words, people)
    local doc = made.doc(id, date, words)
    for i, one in ipairs(people) do
        local first = at(doc, one[1]:match("^%S+"))
        local _, spaces = one[1]:gsub(" ", "")
        doc:add("entity", first, first + spaces, {type = one[2],
            name = one[1], actor = "a" .. i, country = one[3],
            mention = "name"})
    end
    return doc
end

--- Four documents, one without a date; one has a quote, one a casualty.
function made.four()
    local docs = {
        made.doc("north", "2024-01-10", "Ann Ray said yes in Oslo ."),
        made.doc("south", "2024-01-11", "Bob Ray said no in Rome and left again ."),
        made.doc("south-2", "2024-02-01", "No one said a thing ."),
        made.doc("undated", nil, "Bob said so ."),
    }
    docs[1]:add("quote", 4, 4, {speaker = "Ann Ray", content = {4, 4}})
    docs[2]:add("casualty", 4, 4, {harm = "killed", min = 3})
    return docs
end

--- The values of a column, in one string.
function made.column(rows, key)
    local out = {}
    for i, row in ipairs(rows) do
        out[i] = tostring(row[key])
    end
    return table.concat(out, " ")
end

return made
