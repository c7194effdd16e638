using Sinter.Merging;

namespace Sinter.Cli.Tests;

public class MethodsTests
{
    [Fact]
    public void Every_method_and_transform_is_listed_once()
    {
        var output = Command.Run("methods").ShouldBeDone().Output;
        var names = output.Split('\n').Select(static line => line.Split(' ')[0]).ToList();
        foreach (var method in MethodCatalog.BuiltIn.Methods) names.ShouldContain(method.Declaration.Name);
        foreach (var transform in MethodCatalog.BuiltIn.Transforms) names.ShouldContain(transform.Declaration.Name);
    }

    [Fact]
    public void The_catalog_as_json_declares_every_parameter()
    {
        var methods = Command.Run("methods", "--json").ShouldBeDone().Json.GetProperty("methods").EnumerateArray().ToList();
        methods.Select(static method => method.GetProperty("name").GetString()).ShouldBe(MethodCatalog.BuiltIn.Methods.Select(static method => method.Declaration.Name));
        foreach (var (json, method) in methods.Zip(MethodCatalog.BuiltIn.Methods))
        {
            json.GetProperty("parameters").EnumerateArray().Select(static parameter => parameter.GetProperty("name").GetString())
                .ShouldBe(method.Declaration.Parameters.Select(static parameter => parameter.Name));
        }
    }

    [Fact]
    public void Every_method_can_be_explained()
    {
        foreach (var method in MethodCatalog.BuiltIn.Methods)
        {
            var output = Command.Run("methods", method.Declaration.Name).ShouldBeDone().Output;
            output.ShouldContain(method.Declaration.Formula);
            output.ShouldContain(method.Declaration.Source);
            foreach (var parameter in method.Declaration.Parameters) output.ShouldContain(parameter.Description);
        }
    }

    [Fact]
    public void One_method_is_explained_as_expected() => ExpectedText.Check("methods-task_arithmetic.txt", Command.Run("methods", "task_arithmetic").ShouldBeDone().Output);

    [Fact]
    public void A_misspelt_method_gets_a_proposal() => Command.Run("methods", "task_arithmetc").ShouldBeRefused("task_arithmetc", "did you mean 'task_arithmetic'?");

    [Fact]
    public void The_page_of_the_documentation_can_be_printed() => Command.Run("methods", "--markdown").ShouldBeDone().Output.ShouldBe(MethodDocs.Render(MethodCatalog.BuiltIn));
}
