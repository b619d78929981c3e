--- What the library has to know of a language's words: lists of the plugins,
-- data/words.tsv, with the columns text, class and lang. What classes there
-- are, the one of plugins/english says. A language that no plugin has a list
-- of has no such words, which costs likeness and breaks nothing; a text whose
-- language is not known has those of all.
local core = require "assay.core"

local language = {}

local HEAD = "text\tclass\tlang"

local function wrong(path, at, what)
    error(("%s:%d:1: %s"):format(core.clean(path), at, what), 0)
end

local function add(sets, lang, class, text)
    local key = lang .. "/" .. class
    sets[key] = sets[key] or {}
    sets[key][text] = true
end

--- Add the words of a file to sets by "lang/class", and by "/class" for all.
local function read(path, lines, sets)
    local at, has_head = 0, false
    for line in lines do
        at = at + 1
        line = line:gsub("\r$", "")
        if line == "" or line:sub(1, 1) == "#" then
            goto continue
        elseif not has_head then
            has_head = line == HEAD or wrong(path, at,
                "the columns must be text, class, lang, with tabs between")
            goto continue
        end
        local text, class, lang = line:match("^([^\t]+)\t(%l+)\t(%a[%w-]*)$")
        if not text then
            wrong(path, at, "a line must have a text, a class and a language,"
                .. " with tabs between: the, small, en")
        end
        text = core.norm(text)
        add(sets, lang, class, text)
        add(sets, "", class, text)
        ::continue::
    end
end

local loaded -- sets by "lang/class", once they were asked for

local function load()
    local sets = {}
    for _, plugin in ipairs(core.plugins()) do
        local path = plugin.dir .. "/data/words.tsv"
        local file <close> = io.open(path)
        if file then
            read(path, file:lines(), sets)
        end
    end
    return sets
end

local NONE = {}

--- The words of a class, as a set of norms: words in lower case.
-- @tparam string|nil lang "en"; nil if it is not known
-- @tparam string class "small"
function language.words(lang, class)
    loaded = loaded or load()
    return loaded[(lang or "") .. "/" .. class] or NONE
end

--- Does a text begin with one of these words? They end where a word ends.
function language.begins(text, words)
    for word in pairs(words) do
        if text:find(word, 1, true) == 1
            and not text:find("^[%w\128-\255]", #word + 1) then
            return true
        end
    end
    return false
end

return language
