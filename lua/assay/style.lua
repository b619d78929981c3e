--- Colours, wrapping and padding: text made ready for a terminal.
-- Whatever comes from a document goes through `clean` first, so that no
-- report can send commands to the reader's terminal.
local core = require "assay.core"
local lists = require "assay.lists"

local style = {}

--- Whether to draw with more than ASCII: yes, unless the locale names another
-- encoding. A terminal that nothing is said about is one of today.
local function draws_unicode()
    for _, name in ipairs {"LC_ALL", "LC_CTYPE", "LANG"} do
        local locale = os.getenv(name)
        if locale and locale ~= "" then
            return locale:lower():find("utf%-?8") ~= nil
        end
    end
    return true
end

if core.term.unicode == nil then
    core.term.unicode = draws_unicode()
end

local codes = {
    bold = "1", dim = "2", red = "31", green = "32", yellow = "33",
    blue = "34", cyan = "36",
}

--- Paint text, where the terminal has colours.
-- @tparam string how one of bold, dim, red, green, yellow, blue, cyan
function style.paint(how, text)
    if not core.term.color or text == "" then
        return text
    end
    return "\27[" .. codes[how] .. "m" .. text .. "\27[0m"
end

--- A value as text of one line, without control characters.
function style.clean(value)
    local text = core.clean(tostring(value))
    if not text:find("[\t-\r]") and not text:find("  ", 1, true) then
        return text -- nearly all is so
    end
    return (text:gsub("%s+", " "))
end

--- Columns to write in: those of the terminal, or `default` without one.
function style.columns(default)
    local width = core.term.width
    return width > 0 and width or default
end

--- Text filled up with blanks to `width` columns.
-- @tparam[opt="left"] string align left, right or center
-- @tparam[opt] integer has columns that it takes, where that is known
function style.pad(text, width, align, has)
    local blanks = width - (has or core.width(text))
    if align == "right" then
        return (" "):rep(blanks) .. text
    elseif align == "center" then
        return (" "):rep(blanks // 2) .. text .. (" "):rep(blanks - blanks // 2)
    end
    return text .. (" "):rep(blanks)
end

--- A line about what stands above it: dim, no wider than the terminal.
function style.remark(text)
    local room = core.term.width
    return style.paint("dim", room > 0 and core.cut(text, room) or text)
end

--- The names of what can be painted with.
function style.paints()
    return lists.keys(codes)
end

--- Columns that painted text takes.
local function width_of(text)
    return core.width(text:find("\27", 1, true) and text:gsub("\27%[[%d;]*m", "") or text)
end

--- A line that is wider than `width` columns as several, broken between words;
-- those behind the first are set in, by two blanks more than it.
function style.fold(line, width)
    if #line <= width or width_of(line) <= width then
        return line
    end
    local indent = line:match("^%s*") .. "  "
    local parts, used = {}, 0
    for blanks, word in line:gmatch("(%s*)(%S+)") do
        local w = width_of(word)
        if used > #indent and used + #blanks + w > width then
            parts[#parts + 1] = "\n" .. indent .. word
            used = #indent + w
        else
            parts[#parts + 1] = blanks .. word
            used = used + #blanks + w
        end
    end
    return table.concat(parts)
end

--- Lines of at most `width` columns, broken between words.
function style.wrap(text, width)
    local lines, line, used = {}, {}, 0
    for word in text:gmatch("%S+") do
        local w = core.width(word)
        if used > 0 and used + 1 + w > width then
            lines[#lines + 1] = table.concat(line, " ")
            line, used = {}, 0
        end
        line[#line + 1] = word
        used = used + w + (used > 0 and 1 or 0)
    end
    lines[#lines + 1] = table.concat(line, " ")
    return lines
end

return style
