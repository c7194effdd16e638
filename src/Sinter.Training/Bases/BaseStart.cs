using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sinter.Training;

/// <summary>What pre-training begins with: fresh weights of a size, or those of another model.</summary>
public sealed class BaseStart
{
    private readonly VitShape? _shape;
    private readonly ImageModel? _model;
    private readonly AttentionStart _attention;

    private BaseStart(VitShape? shape, ImageModel? model, AttentionStart attention) => (_shape, _model, _attention) = (shape, model, attention);

    /// <summary>Fresh weights.</summary>
    /// <param name="shape">The network's size.</param>
    /// <param name="attention">How its attention begins; with heads too narrow for <see cref="AttentionStart.Local"/>, training refuses to start.</param>
    public static BaseStart New(VitShape shape, AttentionStart attention = AttentionStart.Random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return new BaseStart(shape, null, attention);
    }

    /// <summary>The weights of a model, which are copied. Where its first classes have the names of the new ones, the classifier's rows go along; other rows are fresh.</summary>
    public static BaseStart From(ImageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new BaseStart(null, model, AttentionStart.Random);
    }

    internal ImageModel Create(ImmutableArray<string> classes, long seed)
    {
        if (_model is null)
        {
            var made = ImageModel.Create(_shape!, classes, seed);
            if (_attention == AttentionStart.Local) LocalAttention.Write(made, _shape!, seed);
            return made;
        }

        var result = _model.WithClasses(classes);
        using var fresh = result.Network.Initialize(seed);
        fresh["classifier.weight"].CopyTo(result.Weights["classifier.weight"]);
        var width = _model.Network.FeatureWidth;
        for (var i = 0; i < Math.Min(classes.Length, _model.Classes.Length) && classes[i] == _model.Classes[i]; i++)
        {
            _model.Weights["classifier.weight"].Slice(i * width, width).CopyTo(result.Weights["classifier.weight"][(i * width)..]);
            result.Weights["classifier.bias"][i] = _model.Weights["classifier.bias"][i];
        }

        return result;
    }

    internal JsonObject Describe() => _model is null ? Describe(_shape!) : new JsonObject { ["weights"] = Fingerprint.Of(_model.Weights) };

    private JsonObject Describe(VitShape shape)
    {
        var json = RunIdentity.Json(shape);
        if (_attention != AttentionStart.Random) json["attention"] = _attention.ToString().ToLowerInvariant();
        return json;
    }
}
