using Sinter.Testing;

namespace Sinter.Merging.Tests;

public class RecipeReaderTests
{
    [Fact]
    public void A_recipe_as_people_share_it_is_read_whole()
    {
        var recipe = RecipeReader.Parse("""
            # a comment
            models:
              - model: ./math@main+./lora@v1
                parameters:
                  weight: 0.5
                  density: [0.2, 0.8]
              - model:
                  model:
                    path: ./code
                    revision: null
                  lora: ./other
            merge_method: ties
            base_model: {model: {path: ./base}}
            parameters:
              normalize: true
              weight:
                - filter: mlp
                  value: [0, 1]
                - value: 0.25
            dtype: bfloat16
            tokenizer_source: base
            """);

        recipe.Method.ShouldBe("ties");
        recipe.BaseModel!.Path.ShouldBe("./base");
        recipe.Models.Select(static model => model.Model.ToString()).ShouldBe(["./math@main+./lora@v1", "./code+./other"]);
        recipe.Models[0].Parameters["density"].Evaluate("any", 0, 0.5).ShouldBe("0.2");
        recipe.Parameters["weight"].Evaluate("model.layers.0.mlp.up", 0, 0).ShouldBe("0");
        recipe.Parameters["weight"].Evaluate("model.norm", -1, 0).ShouldBe("0.25");
        recipe.DataType.ShouldBe("bfloat16");
        recipe.TokenizerSource.ShouldBeNull();
    }

    [Fact]
    public void Slices_and_additions_are_read()
    {
        var recipe = RecipeReader.Parse("""
            merge_method: passthrough
            slices:
              - sources: [{model: a, layer_range: [0, 16]}]
              - sources:
                  - model: b
                    layer_range: [8, 24]
                base_model: c
                parameters: {scale: 0.5}
            prune:
              - method: lwptv
                ratio: 0.5
            seed: 18446744073709551615
            rng: philox
            density_scope: model
            on_mismatch: intersect
            """);

        recipe.Slices.Length.ShouldBe(2);
        (recipe.Slices[1].Sources[0].FirstLayer, recipe.Slices[1].Sources[0].EndLayer).ShouldBe((8, 24));
        recipe.Slices[1].BaseModel!.Path.ShouldBe("c");
        recipe.Prune[0].Method.ShouldBe("lwptv");
        recipe.Prune[0].Parameters.Single().Key.ShouldBe("ratio");
        recipe.Seed.ShouldBe(ulong.MaxValue);
        recipe.Random.ShouldBe(RandomKind.Philox);
        recipe.OnMismatch.ShouldBe(OnMismatch.Intersect);
    }

    [Fact]
    public void Merge_keys_and_aliases_of_a_reasonable_size_work()
    {
        var recipe = RecipeReader.Parse("""
            merge_method: linear
            models:
              - model: a
                parameters: &shared {weight: 1}
              - model: b
                parameters: {<<: *shared, density: 0.5}
            """);

        recipe.Models[1].Parameters.Select(static pair => pair.Key).ShouldBe(["density", "weight"]);
    }

    [Theory]
    [InlineData("merge_metod: ties\nmodels: [{model: a}]", RecipeError.Unknown, "r.yml:1: unknown key 'merge_metod'; did you mean 'merge_method'?")]
    [InlineData("merge_method: ties\nmodles: [{model: a}]", RecipeError.Unknown, "r.yml:2: unknown key 'modles'; did you mean 'models'?")]
    [InlineData("merge_method: ties\nmodels: [{modle: a}]", RecipeError.Unknown, "r.yml:2: unknown key 'modle' in models[0]; did you mean 'model'?")]
    [InlineData("merge_method: ties\nmodels: [{model: a}]\nbase_modle: b", RecipeError.Unknown, "r.yml:3: unknown key 'base_modle'; did you mean 'base_model'?")]
    [InlineData("merge_method: ties\nmodels:\n- model: a\n  paramters: {}", RecipeError.Unknown, "r.yml:4: unknown key 'paramters' in models[0]; did you mean 'parameters'?")]
    [InlineData("merge_method: ties", RecipeError.Missing, "models is missing")]
    [InlineData("merge_method: ties\nmodels: [{model: a}]\nslices: [{sources: [{model: a, layer_range: [0, 1]}]}]", RecipeError.Invalid, "models and slices are both given")]
    [InlineData("merge_method: ties\nmodels: []", RecipeError.ModelCount, "models is empty")]
    [InlineData("merge_method: ties\nmodels: {model: a}", RecipeError.Invalid, "models is a mapping with 'model'; expected a list")]
    [InlineData("merge_method: ties\nmodels: [a]", RecipeError.Invalid, "models[0] is 'a'; expected a mapping")]
    [InlineData("merge_method: [ties]\nmodels: [{model: a}]", RecipeError.Invalid, "merge_method is a list of 1; expected a word")]
    [InlineData("merge_method: ties\nmodels: [{model: [a]}]", RecipeError.Invalid, "models[0].model is a list of 1; expected a path")]
    [InlineData("merge_method: ties\nslices: [{sources: [{model: a, layer_range: [4, 4]}]}]", RecipeError.Invalid, "layer_range is [4, 4]; expected [first, end] with 0 ≤ first < end")]
    [InlineData("merge_method: ties\nslices: [{sources: [{model: a}]}]", RecipeError.Missing, "layer_range is missing")]
    [InlineData("merge_method: ties\nmodels: [{model: a}]\nparameters: {weight: []}", RecipeError.Invalid, "parameters.weight is an empty list")]
    [InlineData("merge_method: ties\nmodels: [{model: a}]\nparameters: {weight: [1, {value: 2}]}", RecipeError.Invalid, "parameters.weight is a list of mixed kinds")]
    [InlineData("merge_method: ties\nmodels: [{model: a}]\nparameters: {weight: [{filter: a, vlaue: 2}]}", RecipeError.Unknown, "unknown key 'vlaue'")]
    [InlineData("merge_method: ties\nmodels: [{model: a}]\nparameters: {weight: [{filter: {regex: '('}, value: 2}]}", RecipeError.Invalid, "regex cannot be used")]
    [InlineData("merge_method: ties\nmodels: [{model: a}]\nparameters: {weight: [{filter: {regex: '(a)\\1'}, value: 2}]}", RecipeError.Invalid, "regex cannot be used")]
    [InlineData("merge_method: ties\nmodels: [{model: a}]\ntokenizer_source: union", RecipeError.NotSupported, "union is not supported yet")]
    [InlineData("merge_method: ties\nmodels: [{model: a}]\ntokenizer: {source: base}", RecipeError.NotSupported, "tokenizer block is not supported yet")]
    [InlineData("merge_method: ties\nmodels: [{model: a}]\nseed: -1", RecipeError.Invalid, "seed is '-1'")]
    [InlineData("merge_method: ties\nmodels: [{model: a}]\non_mismatch: interesct", RecipeError.Invalid, "on_mismatch is 'interesct'; did you mean 'intersect'?")]
    [InlineData("merge_method: ties\nmerge_method: linear", RecipeError.Syntax, "r.yml:2: the key 'merge_method' is given twice")]
    [InlineData("merge_method: ties\n---\nmodels: []", RecipeError.Syntax, "r.yml:2: a second document")]
    [InlineData("merge_method: !!python/object:os.system x", RecipeError.Syntax, "r.yml:1: the tag")]
    [InlineData("models: !evil [a]", RecipeError.Syntax, "the tag !evil has no place")]
    [InlineData("", RecipeError.Syntax, "the recipe is empty")]
    [InlineData("[1, 2", RecipeError.Syntax, "this is not YAML")]
    [InlineData("just words", RecipeError.Invalid, "expected a mapping")]
    [InlineData("a: *nothing", RecipeError.Syntax, "r.yml:1: ")]
    public void What_is_wrong_is_said_with_its_line(string text, RecipeError kind, string message)
    {
        var exception = Should.Throw<RecipeException>(() => RecipeReader.Parse(text, name: "r.yml"));

        exception.Problems.Select(static problem => problem.Kind).Append(exception.Kind).ShouldContain(kind);
        (exception.Message + string.Concat(exception.Problems.Select(static problem => problem.Message))).ShouldContain(message);
        exception.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var exception = Should.Throw<RecipeException>(() => RecipeReader.Parse("merge_method: ties\nmodels: [{model: a, parms: {}}]\nsede: 3\nrng: philx"));

        exception.Problems.Count.ShouldBe(3);
        exception.Message.ShouldEndWith("(and 2 more problems)");
    }

    [Fact]
    public void A_recipe_file_knows_its_folder_and_text()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["recipe.yml"], "\uFEFFmerge_method: linear\r\nmodels: [{model: a}]\r\n");

        var recipe = RecipeReader.ReadFile(folder["recipe.yml"]);

        recipe.Folder.ShouldBe(folder.Path);
        recipe.Text.ShouldStartWith("merge_method");
    }

    [Fact]
    public void A_file_that_is_absent_a_folder_too_large_or_not_text_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["bytes.yml"], [0xFF, 0xFE, 0x80]);
        File.WriteAllBytes(folder["large.yml"], new byte[RecipeReader.MaximumLength + 1]);

        Should.Throw<RecipeException>(() => RecipeReader.ReadFile(folder["none.yml"])).Kind.ShouldBe(RecipeError.NotFound);
        Should.Throw<RecipeException>(() => RecipeReader.ReadFile(folder.Path)).Message.ShouldContain("it is a folder");
        Should.Throw<RecipeException>(() => RecipeReader.ReadFile(folder["bytes.yml"])).Message.ShouldContain("not UTF-8");
        Should.Throw<RecipeException>(() => RecipeReader.ReadFile(folder["large.yml"])).Message.ShouldContain("at most 1048576");
    }
}
