using Sinter.Checkpoints;
using Sinter.Tensors;

namespace Sinter.Merging.Tests.Planning;

/// <summary>Small models for tests of plans: names and shapes as a Llama has them, each value telling model and tensor apart.</summary>
internal static class Models
{
    /// <summary>A model of <paramref name="layers"/> layers.</summary>
    public static MemoryCheckpoint Llama(string name, int layers = 4, int vocabulary = 6, float value = 1)
    {
        var model = new MemoryCheckpoint(name);
        model.Add("model.embed_tokens.weight", [vocabulary, 2], Fill(vocabulary * 2, value));
        model.Add("lm_head.weight", [vocabulary, 2], Fill(vocabulary * 2, value));
        model.Add("model.norm.weight", [2], Fill(2, value));
        for (var layer = 0; layer < layers; layer++)
        {
            model.Add($"model.layers.{layer}.self_attn.q_proj.weight", [2, 2], Fill(4, value + (layer * 10)));
            model.Add($"model.layers.{layer}.mlp.up_proj.weight", [3, 2], Fill(6, value + (layer * 10)));
        }

        return model;
    }

    /// <summary>A model of given tensors, float32, filled with one value.</summary>
    public static MemoryCheckpoint Of(string name, params (string Name, long[] Shape)[] tensors)
    {
        var model = new MemoryCheckpoint(name);
        foreach (var (tensor, shape) in tensors) model.Add(tensor, shape, Fill((int)new TensorShape(shape).Count, 1));
        return model;
    }

    public static float[] Fill(int count, float value) => [.. Enumerable.Repeat(value, count)];

    public static PlannedTensor Tensor(this MergePlan plan, string name) => plan.Tensors.Single(tensor => tensor.Name == name);

    public static Recipe Recipe(string method, MemoryCheckpoint? origin, params MemoryCheckpoint[] models) => new()
    {
        Method = method,
        BaseModel = origin is null ? null : new ModelReference(origin),
        Models = [.. models.Select(static model => new RecipeModel(model))],
    };

    /// <summary>The problem that planning ends with.</summary>
    public static RecipeException Refused(Recipe recipe, MethodCatalog? catalog = null, PlanningOptions? options = null)
    {
        var exception = Should.Throw<RecipeException>(() => MergePlanner.Plan(recipe, catalog, options).Dispose());
        exception.Message.ShouldNotContain("\n");
        return exception;
    }
}
