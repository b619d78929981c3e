--- What people type who come from other prompts, and what it is here: words
-- and signs of SQL shells, IPython, redis-cli, CQP, editors and sh. Looked at
-- only when an entry has failed; nothing of it is run.
local elsewhere = {}

local LEAVE = "exit, or Ctrl-D, leaves"
local DOCS = "docs lists what is open"
local HELP = "help lists what there is"
local SHELL = 'os.execute "ls" asks the shell'
local OPEN = 'open "FILE" reads a document, dofile "FILE" runs a script'
local FIND = 'find "PATTERN" and kwic "WORDS" search'
local CRITERIA = 'records are asked for by criteria, quotes{speaker = "..."}; help "criteria" tells more'
local HISTORY = "results lists what came of entries; Up and Ctrl-R go through the history"
local MODE = 'set.mode "json" changes how results print; set lists what else there is'

--- The first word of an entry, in small letters.
local WORDS = {
    bye = LEAVE, logout = LEAVE, q = LEAVE, wq = LEAVE, leave = LEAVE,
    ls = DOCS .. "; " .. SHELL, dir = DOCS .. "; " .. SHELL, tables = DOCS, databases = DOCS, files = DOCS,
    cd = SHELL, pwd = SHELL, cat = SHELL, sh = SHELL, shell = SHELL, system = SHELL, echo = 'print "..." prints',
    h = HELP, man = 'help "NAME" tells about a name', info = 'help "NAME" tells about a name', usage = HELP,
    describe = 'assay.kinds() lists the kinds of records and their fields',
    schema = 'assay.kinds() lists the kinds of records and their fields',
    history = HISTORY, clear = "Ctrl-L clears the screen", cls = "Ctrl-L clears the screen",
    read = OPEN, import = OPEN, source = OPEN, include = OPEN,
    search = FIND, grep = FIND,
    mode = MODE, headers = MODE, format = MODE,
    timer = "time tells how long something takes",
    pager = MODE, version = "assay.version is the version",
    head = "sample(10) draws some documents, set.limit(10) shows fewer rows",
    count = '#quotes() counts rows, tally(quotes(), "speaker") by a field',
}

--- Whole entries, in small letters; %1 is what was typed.
local ENTRIES = {
    {"^%?$", HELP},
    {"^%?+%s*([%w_.:]+)$", 'help "%1" tells about it'},
    {"^([%w_.:]+)%s*%?+$", 'help "%1" tells about it'},
    {"^!%s*([^\"\\]+)$", 'os.execute "%1" asks the shell'},
    {"^select%s.*%f[%w]from%f[%W].*", CRITERIA},
    {"^set%s+(%a+)%s+([%w_.-]+)$", 'write set.%1 "%2"'},
}

--- What a word of another prompt is here, or nil.
function elsewhere.word(name)
    return WORDS[name:lower()]
end

--- What an entry of another prompt is here, or nil. Words that have a value
-- are the user's.
function elsewhere.entry(code)
    local text = code:gsub("^%s+", ""):gsub("[%s;]+$", "")
    for _, entry in ipairs(ENTRIES) do
        local from = text:find(entry[1]) and text or text:lower()
        if from:find(entry[1]) then
            return (from:gsub(entry[1], entry[2]))
        end
    end
    local sign, word = text:match("^([.\\:%%/]*)(%a+)")
    if word and (sign ~= "" or rawget(_G, word) == nil) then
        local known = sign ~= "" and rawget(_G, word) ~= nil
        return WORDS[word:lower()] or known and "a command has no sign before it: " .. word or nil
    end
end

return elsewhere
