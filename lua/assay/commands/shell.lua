--- Commands about assay itself.
local core = require "assay.core"
local grid = require "assay.table"
local help = require "assay.help"

local function plugins()
    return grid.new(core.plugins(), {"name", "version", "license",
        "summary"}, "no plugin is loaded")
end

return {plugins = plugins, help = help.about, ["help.search"] = help.search}
