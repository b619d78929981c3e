--- What the makers of manuals share: blocks of prose, members of types.
local api = require "assay.api"

local words = {}

--- A text as blocks: {prose = "..."} filled by whoever prints it, or
-- {lines = "..."} that stay as they are, because they begin with a blank.
function words.blocks(text)
    local blocks = {}
    for paragraph in (text .. "\n\n"):gmatch("(.-)\n%s*\n") do
        if paragraph:find("%S") then
            local kept = paragraph:find("^%s")
            blocks[#blocks + 1] = kept and {lines = paragraph} or {prose = (paragraph:gsub("%s+", " "))}
        end
    end
    return blocks
end

--- The text of a topic is laid out already.
function words.of(entry)
    if entry.kind == "topic" then
        return {{lines = (entry.doc or ""):gsub("%s+$", "")}}
    end
    return words.blocks(entry.doc or "")
end

--- How an entry is headed: its call, or its name.
function words.title(entry)
    return entry.call or entry.name
end

--- One name for each entry, also where a type, a topic and a command share one.
function words.anchor(entry)
    local space = (entry.kind == "type" or entry.kind == "topic") and entry.kind .. "-" or ""
    return space .. entry.name:gsub("#", "length-of-"):gsub(":", "."):gsub("[^%w_.-]", "-")
end

--- Entries whose name begins with this one's and a full stop, in order.
function words.children(entry)
    local list = {}
    for _, other in ipairs(api.list()) do
        if other.kind == "function" and other.name:match("^(.*)%.[^.]+$") == entry.name then
            list[#list + 1] = other
        end
    end
    return list
end

--- Methods and properties of a type, in the order of the description.
function words.members(name)
    local list = {}
    for _, entry in ipairs(api.list()) do
        local owner, member = api.split(entry)
        if owner == name and (entry.kind == "method" or entry.kind == "field") then
            list[#list + 1] = {name = member, entry = entry}
        end
    end
    return list
end

--- The same of a text with the texts before and behind it left out.
function words.trim(text)
    return (text:gsub("^%s+", ""):gsub("%s+$", ""))
end

return words
