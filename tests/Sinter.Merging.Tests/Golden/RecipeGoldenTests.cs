using System.Runtime.InteropServices;
using Sinter.Checkpoints;
using Sinter.Tensors;
using Sinter.Testing;

namespace Sinter.Merging.Tests;

/// <summary>Every case of goldens/recipes: the recipe as it is, the seed its README names, against what mergekit wrote.</summary>
[Trait("Category", "Golden")]
public class RecipeGoldenTests
{
    private const ulong Seed = 42;
    private const float Tolerance = 1e-6f;

    public static TheoryData<string> Cases() => SharedData.Has("goldens", "recipes", "cases")
        ? [.. Directory.EnumerateDirectories(Path.Combine(SharedData.Root, "goldens", "recipes", "cases")).Select(static folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)]
        : ["none"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_recipe_gives_the_model_that_mergekit_gives(string name)
    {
        var folder = SharedData.Require("goldens", "recipes", "cases", name);
        using var expected = Checkpoint.Open(Path.Combine(folder, "expected.safetensors"));
        using var plan = MergePlanner.Plan(RecipeReader.ReadFile(Path.Combine(folder, "recipe.yml")), options: new PlanningOptions { Seed = Seed });

        var merged = Merger.RunInMemory(plan);

        plan.Random.ShouldBe(RandomKind.Mt19937);
        merged.Keys.Order(StringComparer.Ordinal).ShouldBe(expected.Tensors.Select(static tensor => tensor.Name));
        var (elements, differing, largest) = (0L, 0L, 0f);
        foreach (var tensor in expected.Tensors)
        {
            tensor.Type.ShouldBe(ElementType.F32);
            var bytes = new byte[tensor.ByteLength];
            expected.Read(tensor, 0, bytes);
            var wanted = MemoryMarshal.Cast<byte, float>(bytes);
            var found = MemoryMarshal.Cast<byte, float>(merged[tensor.Name].AsSpan());
            found.Length.ShouldBe(wanted.Length, tensor.Name);
            for (var i = 0; i < wanted.Length; i++)
            {
                var difference = Math.Abs(found[i] - wanted[i]);
                elements++;
                if (!(difference <= Tolerance)) differing++;
                if (!(difference <= largest)) largest = difference;
            }
        }

        // The threshold of arcee_fusion sits on rounding noise (the README): at least 99 % of its elements must agree, all of the others'.
        var allowed = plan.Method.Declaration.Name == "arcee_fusion" ? elements / 100 : 0;
        differing.ShouldBeLessThanOrEqualTo(allowed, $"{differing} of {elements} elements differ by more than {Tolerance}, the largest by {largest}");
    }
}
