namespace Sinter.Learning;

/// <summary>Weights together with their gradient: what an optimizer steps.</summary>
public sealed unsafe class Trainable : IDisposable
{
    private readonly Tensor[] _parameters;

    /// <summary>Adds a gradient to weights, which must outlive it.</summary>
    /// <param name="weights">What is trained, in place.</param>
    /// <param name="trains">Which tensors are trained, by name; all when null. The others are frozen.</param>
    public Trainable(Weights weights, Func<string, bool>? trains = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Weights = weights;
        Gradient = new Weights(weights.Layout);
        _parameters = [.. weights.Layout.Slots.Select(Make)];

        Tensor Make(WeightSlot slot)
        {
            var trained = slot.Parts.Count(part => trains is null || trains(part.Name));
            Check.Configuration(trained == 0 || trained == slot.Parts.Length, $"{string.Join(", ", slot.Parts.Select(part => part.Name))} can only be trained or frozen together");
            return new Tensor(slot.Shape, weights.Pointer + slot.Offset, trained > 0 ? Gradient.Pointer + slot.Offset : null);
        }
    }

    /// <summary>The values.</summary>
    public Weights Weights { get; }

    /// <summary>
    /// The sum of the gradients of all backward passes since <see cref="ClearGradients"/>. A tensor that no loss has reached since then holds stale values: ask
    /// <see cref="HasGradient"/>.
    /// </summary>
    public Weights Gradient { get; }

    /// <summary>Whether a loss has reached the tensor since <see cref="ClearGradients"/>.</summary>
    public bool HasGradient(string name) => Weights.Layout.Slots.Any(slot => _parameters[slot.Index].HasGradient && slot.Parts.Any(part => part.Name == name));

    /// <summary>Forgets all gradients; costs nothing.</summary>
    public void ClearGradients()
    {
        foreach (var parameter in _parameters) parameter.HasGradient = false;
    }

    /// <inheritdoc/>
    public void Dispose() => Gradient.Dispose();

    internal Tensor this[WeightSlot slot] => _parameters[slot.Index];
}
