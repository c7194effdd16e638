using System.CommandLine;
using Sinter.Merging;

namespace Sinter.Cli;

/// <summary><c>sinter methods [NAME]</c>: what a recipe may name.</summary>
internal sealed class MethodsCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Argument<string?> _name = new("NAME") { Description = "A method or transform to explain.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _markdown = new("--markdown") { Description = "Print the page docs/methods.md: every method in full." };
    private readonly Option<bool> _json = CommonOptions.Json();

    public MethodsCommand(Terminal terminal)
        : base("methods", "List the merge methods, or explain one: parameters, formula, paper.")
    {
        _terminal = terminal;
        Add(_name);
        Add(_markdown);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var catalog = MethodCatalog.BuiltIn;
        if (parsed.GetValue(_markdown))
        {
            _terminal.Output.Write(MethodDocs.Render(catalog));
        }
        else if (parsed.GetValue(_name) is { } name)
        {
            var found = catalog.Describe(name);
            if (parsed.GetValue(_json)) Json.Write(_terminal, json => MethodJson.WriteArray(json, found));
            else MethodText.Explain(_terminal, catalog, found);
        }
        else if (parsed.GetValue(_json))
        {
            Json.Write(_terminal, json => MethodJson.WriteCatalog(json, catalog));
        }
        else
        {
            MethodText.List(_terminal, catalog);
        }

        return ExitCode.Done;
    }
}
