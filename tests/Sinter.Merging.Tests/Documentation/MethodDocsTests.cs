using System.Runtime.CompilerServices;

namespace Sinter.Merging.Tests.Documentation;

public sealed class MethodDocsTests
{
    [Fact]
    public void The_page_of_methods_says_what_the_methods_declare()
    {
        var path = Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", "docs", "methods.md");
        Assert.SkipUnless(Directory.Exists(Path.GetDirectoryName(path)), "The sources are not where they were compiled.");
        var expected = MethodDocs.Render(MethodCatalog.BuiltIn);
        if (Environment.GetEnvironmentVariable("SINTER_UPDATE") == "1") File.WriteAllText(path, expected);
        File.ReadAllText(path).ShouldBe(expected, "docs/methods.md is not up to date: run SINTER_UPDATE=1 dotnet test tests/Sinter.Merging.Tests --filter MethodDocs");
    }

    [Fact]
    public void Every_method_and_every_parameter_has_its_place_on_the_page()
    {
        var page = MethodDocs.Render(MethodCatalog.BuiltIn);
        foreach (var declaration in MethodCatalog.BuiltIn.Methods.Select(static method => method.Declaration))
        {
            var at = page.IndexOf($"\n## {declaration.Name}\n", StringComparison.Ordinal);
            at.ShouldBeGreaterThan(0, declaration.Name);
            var end = page.IndexOf("\n## ", at + 1, StringComparison.Ordinal);
            var section = end < 0 ? page[at..] : page[at..end];
            section.ShouldContain(declaration.Formula);
            foreach (var parameter in declaration.Parameters) section.ShouldContain($"| `{parameter.Name}` |");
        }
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
