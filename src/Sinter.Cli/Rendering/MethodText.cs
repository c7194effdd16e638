using Sinter.Merging;

namespace Sinter.Cli;

/// <summary>Method declarations for people.</summary>
internal static class MethodText
{
    public static void List(Terminal terminal, MethodCatalog catalog)
    {
        terminal.Output.WriteLine("Merge methods (merge_method:)");
        List(terminal, catalog.Methods.Select(static method => method.Declaration));
        terminal.Output.WriteLine();
        terminal.Output.WriteLine("Transforms of task vectors (prune:)");
        List(terminal, catalog.Transforms.Select(static transform => transform.Declaration));
        terminal.Output.WriteLine();
        terminal.Output.WriteLine("'sinter methods NAME' explains one.");
    }

    public static void Explain(Terminal terminal, MethodCatalog catalog, IReadOnlyList<MethodDeclaration> declarations)
    {
        for (var i = 0; i < declarations.Count; i++)
        {
            if (i > 0) terminal.Output.WriteLine();
            Explain(terminal, declarations[i], isMethod: i == 0 && catalog.FindMethod(declarations[i].Name) is not null);
        }
    }

    private static void List(Terminal terminal, IEnumerable<MethodDeclaration> declarations)
    {
        var table = new TextTable().Column("name").Column("base").Column("needs").Column("what it does");
        foreach (var declaration in declarations)
            table.Row(declaration.Name, MethodWords.Of(declaration.BaseModel), MethodWords.Of(declaration.Scope), declaration.Summary);
        table.Write(terminal);
    }

    private static void Explain(Terminal terminal, MethodDeclaration declaration, bool isMethod)
    {
        var output = terminal.Output;
        output.WriteLine($"{declaration.Name} ({(isMethod ? "merge method" : "transform of task vectors")})");
        output.WriteLine($"  {declaration.Summary}");
        output.WriteLine($"  formula: {declaration.Formula}");
        output.WriteLine($"  source:  {declaration.Source}");
        output.WriteLine($"  base:    {MethodWords.Of(declaration.BaseModel)}");
        output.WriteLine($"  needs:   {Needs(declaration.Scope)}");
        output.WriteLine($"  models:  {Models(declaration)}");
        if (declaration.Parameters.Count == 0)
        {
            output.WriteLine("  no parameters");
            return;
        }

        output.WriteLine();
        var table = new TextTable().Column("parameter").Column("values").Column("default").Column("meaning");
        foreach (var parameter in declaration.Parameters)
            table.Row(parameter.Name, MethodWords.ValuesOf(parameter), MethodWords.DefaultOf(parameter), parameter.Description);
        table.Write(terminal);
    }

    private static string Needs(MethodScope scope) => scope switch
    {
        MethodScope.Element => "a block of elements at a time",
        MethodScope.Tensor => "a statistic of each tensor, then blocks",
        MethodScope.Matrix => "each tensor as a whole",
        _ => "a statistic of the whole model first",
    };

    private static string Models(MethodDeclaration declaration) => (declaration.MinimumModels, declaration.MaximumModels) switch
    {
        (var least, int.MaxValue) => $"at least {least}",
        var (least, most) when least == most => $"{least}",
        var (least, most) => $"{least} to {most}",
    };
}
