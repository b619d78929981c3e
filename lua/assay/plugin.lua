--- What plugins say of themselves, for `assay plugin`.
local core = require "assay.core"
local style = require "assay.style"
local grid = require "assay.table"

local plugin = {}

--- What there is of the plugin of that name, or nil.
function plugin.find(name)
    for _, p in ipairs(core.plugins()) do
        if p.name == name then
            return p
        end
    end
end

--- Lines "key   value", what is empty left out.
local function lines_of(p)
    local lists = {}
    for i, gaz in ipairs(p.gazetteers) do
        lists[i] = ("%s (%d%s)"):format(gaz.name, gaz.entries,
            gaz.kind and ", annotates " .. (gaz.label or gaz.kind)
            or ", for lookup")
    end
    local rows = {
        {"plugin", p.name .. " " .. p.version}, {"summary", p.summary},
        {"license", p.license}, {"authors", table.concat(p.authors, ", ")},
        {"source", p.homepage}, {"folder", p.dir},
        {"provides", table.concat(p.provides, ", ")},
        {"requires", table.concat(p.requires, ", ")},
        {"lists", table.concat(lists, ", ")},
        {"models", table.concat(p.models, ", ")},
        {"rules", p.rules > 0 and ("%d in %s"):format(p.rules,
            table.concat(p.rule_files, ", ")) or nil},
        {"code", p.main and "main.lua" or nil},
    }
    local out = {}
    for _, row in ipairs(rows) do
        if row[2] and row[2] ~= "" then
            local text = style.wrap(style.clean(row[2]),
                math.max(30, math.min(style.columns(80), 100) - 10))
            out[#out + 1] = style.pad(row[1], 10)
                .. table.concat(text, "\n" .. (" "):rep(10))
        end
    end
    return table.concat(out, "\n")
end

--- All that a plugin says of itself: source and licence of its data, too.
function plugin.info(name)
    local p = plugin.find(name)
    if not p then
        error(('there is no plugin "%s"; `assay plugin list\' has them')
            :format(style.clean(name)), 0)
    end
    return lines_of(p)
end

function plugin.list()
    return grid.new(core.plugins(), {"name", "version", "license",
        "summary"}, "no plugin is loaded")
end

--- `assay plugin list`, `assay plugin info NAME...`
function plugin.main(action, ...)
    if action == "list" then
        print(plugin.list())
        return
    end
    for i, name in ipairs {...} do
        print((i > 1 and "\n" or "") .. plugin.info(name))
    end
end

return plugin
