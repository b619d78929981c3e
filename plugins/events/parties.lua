--- Who is source and who is target.
local kinds = require "kinds"
local outcomes = require "outcomes"

local parties = {}

-- What a name brings along
local PARTS = {"", "_text", "_country"}

local function copy(f, from, to)
    for _, part in ipairs(PARTS) do
        f[to .. part] = f[from .. part]
    end
end

local function move(f, from, to)
    if from == to then
        return
    end
    copy(f, from, to)
    for _, part in ipairs(PARTS) do
        f[from .. part] = nil
    end
end

--- "a town held by rebels", but not "rejected an offer by the rebels".
local function is_done_by(hit)
    for _, capture in ipairs(hit.captures) do
        if capture.name == "agent" then
            return capture.first <= hit.last + 3 -- by the rebels
        end
    end
end

--- Whom it was done to, where nobody stands as the object. A place stands in
-- for who is there.
local function find_target(f)
    if f.inner and (f.noun or not outcomes.own[f.type]) then
        move(f, "inner", "target") -- froze Libyan assets
    elseif outcomes.mutual[f.type] and type(f.source) == "table" then
        copy(f, "source", "target") -- A and B met
    elseif f.place then
        copy(f, "place", "target")
    else
        f.target = f.noun -- took hostages
    end
end

--- What the noun tells: name|country|noun, each may be empty.
local function read_more(f)
    local name, country, noun = f.more:match "^(.-)|(.-)|(.*)$"
    f.inner = name ~= "" and name or nil
    f.inner_country = country ~= "" and country or nil
    f.noun = noun ~= "" and noun or nil
end

--- "the visit of the king": who stands behind "of" acts.
local function is_of(doc, hit)
    return hit.last < #doc and doc:text(hit.last + 1, hit.last + 1) == "of"
end

--- Put source and target of the hit's fields in their places. `given`: the
-- act hands something over.
function parties.settle(doc, hit, given)
    local f = hit.fields
    if f.more then
        read_more(f)
    end
    if f.target and kinds.with(f.with, "OF") and is_of(doc, hit) then
        move(f, "target", f.source and "target" or "source")
    end
    if f.anti and (f.type == "PROTEST" or hit.text:find "plain.* to$"
        or not f.target and not f.place) then
        move(f, "anti", "target")
    end
    if f.dest and given then
        move(f, "dest", "target")
    end
    if f.origin and (f.type == "RETREAT" or f.type == "SANCTION") then
        move(f, "origin", "target") -- withdrew its forces from Chad
    end
    if f.act and (f.passive or f.agent and is_done_by(hit)) then
        move(f, "source", "target")
    end
    if f.agent then
        move(f, "agent", f.source and "target" or "source")
    end
    if not f.target then
        find_target(f)
    elseif not f.source and outcomes.mutual[f.type]
        and type(f.target) == "table" then
        copy(f, "target", "source") -- talks between A and B
    end
end

return parties
