--- Kinds of records that the brief does not know, such as those of an
-- analyst's own rules: a section each, from their fields.
local core = require "assay.core"
local fields = require "assay.fields"
local style = require "assay.style"

local own = {}

-- Shown by sections of their own, or too many for a brief.
local KNOWN = {document = true, sentence = true, token = true, entity = true,
               role = true, location = true, quote = true, stance = true,
               event = true, casualty = true, money = true}
-- Of the contract, too, and shown where there is room for all.
local FULL = {quantity = true, date = true}

--- The fields of a kind in the order in which they were declared, then by
-- name; not those that say where another one is.
local function fields_of(recs, declared)
    local names, seen = {}, {}
    for _, rec in ipairs(recs) do
        for name in pairs(rec) do
            local base = name:match("^(.*)_start$") or name:match("^(.*)_end$")
                or name:match("^(.*)_text$")
            local told = base and (rec[base] ~= nil
                or base and name ~= base .. "_text" and rec[base .. "_text"])
            if not fields.COMMON[name] and not told and not seen[name] then
                seen[name] = true
                names[#names + 1] = name
            end
        end
    end
    return fields.sort(names, declared)
end

local function value_text(value)
    return style.clean(type(value) == "table" and table.concat(value, ", ")
        or value)
end

local function section_of(kind, recs, declared, full)
    local names, rows = fields_of(recs, declared), {}
    for i, rec in ipairs(recs) do
        local parts = {}
        for _, name in ipairs(names) do
            local value = rec[name]
            if value ~= nil and value ~= false then
                parts[#parts + 1] = value == true and name
                    or name:gsub("_text$", "") .. ": " .. value_text(value)
            end
        end
        local text = style.clean(rec.text)
        if #parts < 2 then
            table.insert(parts, 1, text)
        end
        rows[i] = {cells = {table.concat(parts, "; "),
                            full and parts[1] ~= text and {text, "dim"} or ""},
                   at = {rec.start}, weight = #parts}
    end
    return {title = style.clean(kind:sub(1, 1):upper() .. kind:sub(2)),
            rows = rows, columns = {{flex = true, first = true},
                                   {flex = true}}}
end

--- A section for each other kind, in order of the kinds' first records.
-- @tparam boolean full with quantities and dates, and the words of each
function own.sections(records, full)
    local kinds, by_kind, declared = {}, {}, {}
    for _, rec in ipairs(records) do
        if not KNOWN[rec.kind] and (full or not FULL[rec.kind]) then
            if not by_kind[rec.kind] then
                by_kind[rec.kind] = {}
                kinds[#kinds + 1] = rec.kind
            end
            table.insert(by_kind[rec.kind], rec)
        end
    end
    for _, kind in ipairs(core.kinds()) do
        declared[kind.name] = kind.fields
    end
    local sections = {}
    for i, kind in ipairs(kinds) do
        sections[i] = section_of(kind, by_kind[kind], declared[kind],
            full)
    end
    return sections
end

return own
